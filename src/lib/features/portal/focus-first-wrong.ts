/** Puts the cursor into the first field that is wrong, so that its error is read out. */
export function focusFirstWrong(form: HTMLElement | undefined): void {
	const wrong = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
	// A group of choices takes no focus by itself: its first choice does.
	(wrong?.matches('[role="radiogroup"]') === true ? wrong.querySelector<HTMLElement>('input') : wrong)?.focus();
}

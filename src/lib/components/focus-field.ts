/** Puts the cursor into the first field of a form that is marked wrong; call it after the marks are drawn (`await tick()`). */
export function focusFirstWrong(form: HTMLElement): void {
	form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}

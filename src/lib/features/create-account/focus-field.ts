const TAKES_FOCUS = 'input:not([disabled]), textarea, select, button:not([disabled]), [role="switch"], [tabindex]';

/**
 * Puts the cursor into a field that is marked `data-field`: into the element itself, or the first in it that takes focus.
 * A part of a contact that is not shown (`contact/<key>/…`) falls back to whatever is shown of that contact.
 */
export function focusField(root: ParentNode, field: string): void {
	const marked = [...root.querySelectorAll<HTMLElement>('[data-field]')];
	const exact = marked.find((element) => element.dataset.field === field);
	const contact = /^contact\/[^/]+\//.exec(field)?.[0];
	const target = exact ?? marked.find((element) => contact !== undefined && element.dataset.field?.startsWith(contact));
	if (target === undefined) return;
	const into = target.matches(TAKES_FOCUS) ? target : (target.querySelector<HTMLElement>(TAKES_FOCUS) ?? target);
	into.focus();
	into.scrollIntoView({ block: 'nearest' });
}

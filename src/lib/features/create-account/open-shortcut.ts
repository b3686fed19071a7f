/** What takes letters as text: there a letter is no shortcut. */
const TAKES_TEXT =
	'input, textarea, select, [contenteditable=""], [contenteditable="true"], [role="combobox"], [role="menu"], [role="listbox"]';

/** Which create dialog a key press asks for: N an account, Shift N a contact; null for every other key, and while one types. */
export function opensDialog(event: KeyboardEvent): 'account' | 'contact' | null {
	if (event.defaultPrevented || event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey)
		return null;
	if (event.target instanceof Element && event.target.closest(TAKES_TEXT) !== null) return null;
	if (event.key.toLowerCase() !== 'n') return null;
	return event.shiftKey ? 'contact' : 'account';
}

import { usesCommandKey } from './keyboard.ts';

/** What has an undo of its own while it has the focus, and dialogs: there the keys are theirs. */
const OWN_UNDO =
	'input:not([type="checkbox"], [type="radio"], [type="button"]), textarea, select, [contenteditable=""], [contenteditable="true"], [role="dialog"], [role="alertdialog"]';

/** What a key press asks of the tab's undo: Ctrl/⌘ Z, with Shift the other way (Ctrl Y too); null for any other key, and where one types. */
export function undoAsked(event: KeyboardEvent, navigator: { platform: string }): 'undo' | 'redo' | null {
	if (event.defaultPrevented || event.isComposing || event.altKey) return null;
	const apple = usesCommandKey(navigator);
	if (apple ? !event.metaKey || event.ctrlKey : !event.ctrlKey || event.metaKey) return null;
	if (isWithin(event.target, OWN_UNDO)) return null;
	const key = event.key.toLowerCase();
	if (key === 'z') return event.shiftKey ? 'redo' : 'undo';
	return key === 'y' && !apple && !event.shiftKey ? 'redo' : null;
}

/** A window or document that heard a key is within nothing. */
function isWithin(target: EventTarget | null, selector: string): boolean {
	return target !== null && 'closest' in target && (target as Element).closest(selector) !== null;
}

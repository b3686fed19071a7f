/** Whether shortcuts are held with ⌘ here (Apple) and not with Ctrl. */
export function usesCommandKey(navigator: { platform: string }): boolean {
	return /^(?:Mac|iP)/.test(navigator.platform);
}

/** A shortcut with the platform's main modifier, as people see it on their keys: `⌘K`, `Ctrl K`. */
export function shortcutLabel(key: string, navigator: { platform: string }): string {
	return usesCommandKey(navigator) ? `⌘${key}` : `Ctrl ${key}`;
}

/** Whether a key press is this letter with the platform's main modifier, and no other. */
export function isShortcut(event: KeyboardEvent, key: string, navigator: { platform: string }): boolean {
	const held = usesCommandKey(navigator) ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
	return held && !event.altKey && !event.shiftKey && event.key.toLowerCase() === key.toLowerCase();
}

/** Whether keys that go there are text, or belong to what is open there: then a letter is no shortcut. */
export function typesText(target: EventTarget | null): boolean {
	if (target === null || !('closest' in target)) return false;
	const within = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role="dialog"], [role="menu"], [role="listbox"], [role="combobox"]';
	return (target as Element).closest(within) !== null;
}

/**
 * Whether a key press sends the form around it (Ctrl or ⌘ with Enter), which is then all that it does. To be asked on its way down
 * (`onkeydowncapture`): a switch under the focus would take Enter for a press of its own, and turn. Held down, it counts once.
 */
export function takeSend(event: KeyboardEvent): boolean {
	if (event.key !== 'Enter' || (!event.ctrlKey && !event.metaKey)) return false;
	event.preventDefault();
	event.stopPropagation();
	return !event.repeat;
}

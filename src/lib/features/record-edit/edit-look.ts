/** A field that reads as text until it is pointed at or typed into; what is wrong keeps its frame. */
export const EDIT_LOOK =
	'control-height field-text field-frame block w-full min-w-0 px-2.5 not-hover:not-focus-visible:not-aria-invalid:border-transparent! not-hover:not-focus-visible:not-aria-invalid:bg-transparent!';

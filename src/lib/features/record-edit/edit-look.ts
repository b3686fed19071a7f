/** A field that reads as text until it is pointed at or typed into; what is wrong keeps its frame. */
export const EDIT_LOOK =
	'control-height field-text field-frame block w-full min-w-0 px-2.5 not-hover:not-focus-visible:not-aria-invalid:border-transparent! not-hover:not-focus-visible:not-aria-invalid:bg-transparent!';

/** Around a control that draws its own frame: the same quiet until it is pointed at or used. */
export const QUIET_FRAME =
	'[&_.field-frame]:not-hover:not-focus-visible:not-focus-within:not-aria-invalid:border-transparent! [&_.field-frame]:not-hover:not-focus-visible:not-focus-within:not-aria-invalid:bg-transparent!';

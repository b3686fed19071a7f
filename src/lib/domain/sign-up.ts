import * as z from 'zod/mini';

/** The longest welcome of the public page for new clients, in UTF-16 code units. */
export const MAX_WELCOME = 1_000;

/** The registers of `firm:settings` that rule the registration of new clients; owner and admins write them. Never written: closed. */
export const signUpFields = {
	'signUp/open': z.boolean(),
	/** Plain text, shown above the form. */
	'signUp/welcome': z.string().check(z.maxLength(MAX_WELCOME)),
} as const;

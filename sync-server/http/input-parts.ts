import * as z from 'zod';
import { readEmail } from '../../src/lib/domain/email.ts';
import { tidyLine } from '../../src/lib/domain/text.ts';

/** One line of text, tidied; it may be empty. */
export const line = (max: number) => z.string().max(1_000).transform(tidyLine).pipe(z.string().max(max));
/** One line of text, tidied, with something in it. */
export const filledLine = (max: number) => z.string().max(1_000).transform(tidyLine).pipe(z.string().min(1).max(max));

/** As typed, whatever it is: what does not fit is refused by the policy, not by the shape. */
export const password = z.string().max(1_000);

/** One address, as `readEmail` repairs it. */
export const email = z
	.string()
	.max(500)
	.transform((raw, context) => {
		const reading = readEmail(raw);
		if (reading.kind === 'address') return reading.address;
		context.addIssue('not one e-mail address');
		return z.NEVER;
	});

/** What someone typed as their address to sign in: never refused for its form, so that every answer is the same. */
export const claimedEmail = z
	.string()
	.max(500)
	.transform((raw) => {
		const reading = readEmail(raw);
		return reading.kind === 'address' ? reading.address : raw.trim();
	});

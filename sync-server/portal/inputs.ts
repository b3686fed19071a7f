import * as z from 'zod';
import { accountType } from '../../src/lib/domain/account.ts';
import { readEmail } from '../../src/lib/domain/email.ts';
import { isPhone } from '../../src/lib/domain/phone.ts';
import { locale } from '../../src/lib/domain/staff.ts';
import { tidyLine } from '../../src/lib/domain/text.ts';

/** Whatever somebody presents as a link's token: what can't be one is answered like one that never was. */
const token = z.string().max(500);
const password = z.string().max(1_000);
const attempt = z.string().max(100);
const line = (max: number) => z.string().max(1_000).transform(tidyLine).pipe(z.string().max(max));

/** What someone typed as their address to sign in: never refused for its form, so that every answer is the same. */
const claimedEmail = z
	.string()
	.max(500)
	.transform((raw) => {
		const reading = readEmail(raw);
		return reading.kind === 'address' ? reading.address : raw.trim();
	});

const email = z
	.string()
	.max(500)
	.transform((raw, context) => {
		const reading = readEmail(raw);
		if (reading.kind === 'address') return reading.address;
		context.addIssue('not one e-mail address');
		return z.NEVER;
	});

/** The bodies of the portal's calls. */
export const portalInputs = {
	token: z.object({ token }),
	activate: z.object({ token, password, attempt: attempt.optional(), locale: z.optional(locale) }),
	withPassword: z.object({ token, password }),
	signIn: z.object({ email: claimedEmail, password }),
	forgot: z.object({ email: claimedEmail }),
	change: z.object({ current: password, password }),
	startSignUp: z.object({ email, locale, website: z.string().max(1_000).default('') }),
	attempt: z.object({ attempt }),
	code: z.object({ attempt, code: z.string().max(40) }),
	finish: z
		.object({
			attempt,
			firstName: line(120),
			lastName: line(120),
			phone: line(40).refine((text) => text === '' || isPhone(text), 'not a phone number'),
			type: accountType,
			companyName: line(120),
			consent: z.literal(true),
		})
		.refine(({ firstName, lastName }) => firstName !== '' && lastName !== '', { error: 'a name is missing', path: ['firstName'] })
		.refine(({ type, companyName }) => type !== 'company' || companyName !== '', { error: 'a company has a name', path: ['companyName'] }),
} as const;

import * as z from 'zod';
import { accountType } from '../../src/lib/domain/account.ts';
import { isPhone } from '../../src/lib/domain/phone.ts';
import { locale } from '../../src/lib/domain/staff.ts';
import { claimedEmail, email, line, password } from '../http/input-parts.ts';

/** Whatever somebody presents as a link's token: what can't be one is answered like one that never was. */
const token = z.string().max(500);
const attempt = z.string().max(100);

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

import { validator } from 'hono/validator';
import * as z from 'zod';
import { deviceId } from '../../src/lib/domain/ids.ts';
import { locale, role } from '../../src/lib/domain/staff.ts';
import { STAFF_MAIL_KINDS } from '../invitations/staff-mails.ts';
import { claimedEmail, email, filledLine, password } from './input-parts.ts';

/** A person's or a firm's name. Length-capped: it stands in mails. */
const name = filledLine(120);
/** What a person wants to call this browser profile. */
const deviceName = filledLine(80);
const token = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const code = z.string().max(64);

/** The bodies of the API's calls. */
export const inputs = {
	setUp: z.object({
		firmName: name,
		country: z.string().regex(/^[A-Z]{2}$/),
		locale,
		name,
		email,
		password,
		deviceName,
		code: z.string().max(40).optional(),
	}),
	signIn: z.object({
		email: claimedEmail,
		password,
		code: code.optional(),
		device: z.object({ id: z.optional(deviceId), name: deviceName }),
	}),
	token: z.object({ token }),
	forgot: z.object({ email: claimedEmail }),
	reset: z.object({ token, password }),
	changePassword: z.object({ current: password, password }),
	join: z.object({ token, name, password, locale, deviceName }),
	invite: z.object({ email, role }),
	role: z.object({ role }),
	deviceName: z.object({ name: deviceName }),
	me: z.object({ name: name.optional(), locale: z.optional(locale) }),
	code: z.object({ code }),
	removeSecondFactor: z.object({ password, code }),
	confirmPassword: z.object({ password }),
	clientMail: z.object({ kind: z.enum(STAFF_MAIL_KINDS), on: z.boolean() }),
} as const;

/** Checks a call's JSON body against a shape; a call that does not fit is answered 400 with the fields that are wrong. */
export function body<T extends z.ZodType>(shape: T) {
	return validator('json', (value, c) => {
		const parsed = shape.safeParse(value);
		if (parsed.success) return parsed.data as z.output<T>;
		const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join('/')))];
		return c.json({ error: 'invalid' as const, fields }, 400);
	});
}

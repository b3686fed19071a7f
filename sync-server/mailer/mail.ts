import * as z from 'zod';
import { role } from '../../src/lib/domain/staff.ts';

const common = { firmName: z.string(), name: z.string() };

/** What a mail says, by kind; its text is made in the recipient's language when it is sent. Times are ms since 1970. */
export const mailContent = z.discriminatedUnion('kind', [
	/** The link to choose a new password. */
	z.object({ kind: z.literal('password-reset'), ...common }),
	z.object({ kind: z.literal('password-changed'), ...common, at: z.number() }),
	z.object({ kind: z.literal('second-factor-added'), ...common, at: z.number() }),
	z.object({ kind: z.literal('second-factor-removed'), ...common, at: z.number() }),
	z.object({ kind: z.literal('new-device'), ...common, at: z.number(), deviceName: z.string(), address: z.string() }),
	/** `name` is the one who invites. */
	z.object({ kind: z.literal('staff-invitation'), ...common, role, expiresAt: z.number() }),
]);
export type MailContent = z.infer<typeof mailContent>;

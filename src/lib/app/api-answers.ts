import * as z from 'zod/mini';
import { deviceId, staffId } from '../domain/ids.ts';
import { profile, role } from '../domain/staff.ts';

const staffMember = z.object({
	id: staffId,
	name: z.string(),
	email: z.string(),
	role,
	createdAt: z.number(),
	secondFactor: z.boolean(),
});

const invitation = z.object({
	id: z.string(),
	email: z.string(),
	role,
	invitedBy: staffId,
	sentAt: z.number(),
	expiresAt: z.number(),
	mail: z.string(),
	mailReply: z.nullable(z.string()),
});

const device = z.object({
	id: deviceId,
	staff: staffId,
	staffName: z.string(),
	name: z.string(),
	createdAt: z.number(),
	lastContact: z.number(),
	current: z.boolean(),
});

/** What the relay answers, as far as the app reads it. Moments are ms since 1970. */
export const answers = {
	state: z.object({ setUp: z.boolean(), setUpCode: z.boolean(), mail: z.enum(['smtp', 'mailbox']) }),
	profile,
	done: z.object({ ok: z.literal(true) }),
	/** A masked address: whoever holds the link sees whom it is for, and no more. */
	resetLink: z.object({ firmName: z.string(), email: z.string(), secondFactor: z.boolean() }),
	joinLink: z.object({ firmName: z.string(), email: z.string(), role }),
	staff: z.object({ staff: z.array(staffMember), invitations: z.array(invitation) }),
	invited: z.object({ id: z.string() }),
	devices: z.object({ devices: z.array(device) }),
	/** Kinds of mails about clients, and which of them are switched off. */
	clientMails: z.object({ kinds: z.array(z.string()), off: z.array(z.string()) }),
	secondFactor: z.object({ secondFactor: z.boolean(), recoveryCodesLeft: z.number() }),
	newSecondFactor: z.object({ secret: z.string(), uri: z.string() }),
	recoveryCodes: z.object({ recoveryCodes: z.array(z.string()) }),
};

export type StaffEntry = z.infer<typeof staffMember>;
export type InvitationEntry = z.infer<typeof invitation>;
export type DeviceEntry = z.infer<typeof device>;

/** Why a mailed link does not work any more. */
export const linkProblem = z.object({
	problem: z.enum(['unknown', 'used', 'expired', 'replaced', 'revoked', 'withdrawn']),
});
export type LinkProblem = z.infer<typeof linkProblem>['problem'];

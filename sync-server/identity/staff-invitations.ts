import { emailKey } from '../../src/lib/domain/email.ts';
import type { FirmId, StaffId } from '../../src/lib/domain/ids.ts';
import { role as roleShape, type Role } from '../../src/lib/domain/staff.ts';
import { enqueueMail } from '../mailer/outbox.ts';
import { writeAudit, type AuditKind } from '../observability/audit.ts';
import type { Sql, SqlRow } from '../store/sql.ts';
import type { IdentityDeps, Origin } from './identity-deps.ts';
import { createLink, readLink, revokeLinks, type LinkReading } from './one-time-links.ts';
import type { Session } from './sessions.ts';
import { findStaff, findStaffByEmail } from './staff.ts';
import { mayGive } from './staff-changes.ts';

/** A colleague who was invited and has not come yet. */
export interface StaffInvitation {
	id: string;
	firm: FirmId;
	email: string;
	role: Role;
	invitedBy: StaffId;
	createdAt: number;
	/** When the last mail was asked for. */
	sentAt: number;
	expiresAt: number;
	/** What became of that mail: waiting, sent, failed, or shown in the development mailbox. */
	mail: string;
	/** The mail server's words when it failed. */
	mailReply: string | null;
}

/** Open invitations of one firm, to be seen by those who administer it. */
const MAX_OPEN = 200;

export type InviteResult =
	| { kind: 'done'; id: string }
	| { kind: 'forbidden' }
	| { kind: 'already-staff' }
	| { kind: 'too-many' }
	| { kind: 'unknown' };

const OPEN = `
SELECT i.*, m.state AS mail_state, m.reply AS mail_reply FROM staff_invitations i
LEFT JOIN one_time_links l ON l.firm_id = i.firm_id AND l.kind = 'staff-join' AND l.subject = i.id AND l.revoked_at IS NULL
LEFT JOIN mail_outbox m ON m.link_id = l.id
WHERE i.state = 'open'`;

/** The open invitations of a firm, newest first. */
export async function listInvitations(sql: Sql, firm: FirmId): Promise<StaffInvitation[]> {
	return (await sql.all(`${OPEN} AND i.firm_id = $1 ORDER BY i.created_at DESC`, firm)).map(toInvitation);
}

/** Invites a colleague. An open invitation of the same address is renewed instead, with the role given now. */
export async function inviteStaff(
	deps: IdentityDeps,
	session: Session,
	input: { email: string; role: Role },
	origin: Origin,
): Promise<InviteResult> {
	return deps.database.transaction(async (sql): Promise<InviteResult> => {
		const actor = await findStaff(sql, session.firm, session.staff);
		if (actor === null || !mayGive(actor.role, input.role)) return { kind: 'forbidden' };
		if ((await findStaffByEmail(sql, input.email)) !== null) return { kind: 'already-staff' };
		const open = await listInvitations(sql, session.firm);
		const known = open.find((invitation) => emailKey(invitation.email) === emailKey(input.email));
		if (known !== undefined && !mayGive(actor.role, known.role)) return { kind: 'forbidden' };
		if (known === undefined && open.length >= MAX_OPEN) return { kind: 'too-many' };
		const now = deps.platform.now();
		const id = known?.id ?? deps.platform.uuid();
		if (known === undefined) {
			await sql.run(
				`INSERT INTO staff_invitations (firm_id, id, email, email_key, role, invited_by, created_at, sent_at, expires_at, state)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7, 'open')`,
				session.firm,
				id,
				input.email,
				emailKey(input.email),
				input.role,
				session.staff,
				now,
			);
		} else {
			await sql.run(
				'UPDATE staff_invitations SET role = $3, invited_by = $4 WHERE firm_id = $1 AND id = $2',
				session.firm,
				id,
				input.role,
				session.staff,
			);
		}
		await send(sql, deps, session, { id, email: known?.email ?? input.email, role: input.role });
		await audit(sql, deps, session, 'staff.invited', input.email, origin);
		return { kind: 'done', id };
	});
}

/** Mails an invitation again; the link of the earlier mail ends. */
export async function resendInvitation(
	deps: IdentityDeps,
	session: Session,
	id: string,
	origin: Origin,
): Promise<InviteResult> {
	return deps.database.transaction(async (sql): Promise<InviteResult> => {
		const invitation = await reachInvitation(sql, session, id);
		if (typeof invitation === 'string') return { kind: invitation };
		await send(sql, deps, session, invitation);
		await audit(sql, deps, session, 'staff.invited', invitation.email, origin);
		return { kind: 'done', id };
	});
}

/** Withdraws an invitation: its link ends. */
export async function withdrawInvitation(
	deps: IdentityDeps,
	session: Session,
	id: string,
	origin: Origin,
): Promise<InviteResult> {
	return deps.database.transaction(async (sql): Promise<InviteResult> => {
		const invitation = await reachInvitation(sql, session, id);
		if (typeof invitation === 'string') return { kind: invitation };
		await sql.run("UPDATE staff_invitations SET state = 'withdrawn' WHERE firm_id = $1 AND id = $2", session.firm, id);
		await revokeLinks(sql, deps.platform.now(), { firm: session.firm, kind: 'staff-join', subject: id });
		await audit(sql, deps, session, 'staff.invitation-withdrawn', invitation.email, origin);
		return { kind: 'done', id };
	});
}

/** Why an invitation's link does not work. `replaced`: a later mail has the good one. */
export type JoinProblem = 'unknown' | 'used' | 'expired' | 'replaced' | 'withdrawn';

/** An invitation by the link that was mailed. */
export async function readJoinLink(
	sql: Sql,
	now: number,
	token: string,
): Promise<
	{ kind: 'open'; link: string; invitation: StaffInvitation; firmName: string } | { kind: 'link'; problem: JoinProblem }
> {
	const reading: LinkReading = await readLink(sql, now, 'staff-join', token);
	if (reading.state === 'unknown') return { kind: 'link', problem: 'unknown' };
	const row = await sql.get(
		`SELECT i.*, f.name AS firm_name, '' AS mail_state, NULL AS mail_reply FROM staff_invitations i JOIN firms f ON f.id = i.firm_id WHERE i.firm_id = $1 AND i.id = $2`,
		reading.firm,
		reading.subject,
	);
	if (row === null) return { kind: 'link', problem: 'unknown' };
	if (row.state === 'withdrawn') return { kind: 'link', problem: 'withdrawn' };
	if (reading.state === 'revoked') return { kind: 'link', problem: 'replaced' };
	if (reading.state !== 'open') return { kind: 'link', problem: reading.state };
	return { kind: 'open', link: reading.id, invitation: toInvitation(row), firmName: String(row.firm_name) };
}

async function send(
	sql: Sql,
	deps: IdentityDeps,
	session: Session,
	invitation: { id: string; email: string; role: Role },
): Promise<void> {
	const link = await createLink(sql, deps, { firm: session.firm, kind: 'staff-join', subject: invitation.id });
	await sql.run(
		'UPDATE staff_invitations SET sent_at = $3, expires_at = $4 WHERE firm_id = $1 AND id = $2',
		session.firm,
		invitation.id,
		deps.platform.now(),
		link.expiresAt,
	);
	const { firmName, firmLocale, staffName } = session.profile;
	await enqueueMail(sql, deps.platform, {
		firm: session.firm,
		to: invitation.email,
		locale: firmLocale,
		content: { kind: 'staff-invitation', firmName, name: staffName, role: invitation.role, expiresAt: link.expiresAt },
		link: link.id,
		dedupeKey: `staff-invitation:${link.id}`,
	});
}

async function reachInvitation(
	sql: Sql,
	session: Session,
	id: string,
): Promise<StaffInvitation | 'unknown' | 'forbidden'> {
	const actor = await findStaff(sql, session.firm, session.staff);
	const row = await sql.get(`${OPEN} AND i.firm_id = $1 AND i.id = $2`, session.firm, id);
	if (row === null) return 'unknown';
	const invitation = toInvitation(row);
	return actor !== null && mayGive(actor.role, invitation.role) ? invitation : 'forbidden';
}

async function audit(
	sql: Sql,
	deps: IdentityDeps,
	session: Session,
	kind: AuditKind,
	subject: string,
	origin: Origin,
): Promise<void> {
	const { firm, staff, device } = session;
	await writeAudit(sql, deps.platform, { firm, kind, staff, device, subject, address: origin.address });
}

function toInvitation(row: SqlRow): StaffInvitation {
	return {
		id: String(row.id),
		firm: String(row.firm_id) as FirmId,
		email: String(row.email),
		role: roleShape.parse(row.role),
		invitedBy: String(row.invited_by) as StaffId,
		createdAt: Number(row.created_at),
		sentAt: Number(row.sent_at),
		expiresAt: Number(row.expires_at),
		mail: String(row.mail_state ?? ''),
		mailReply: row.mail_reply === null ? null : String(row.mail_reply),
	};
}

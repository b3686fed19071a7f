import { emailKey } from '../../src/lib/domain/email.ts';
import type { StaffId } from '../../src/lib/domain/ids.ts';
import { checkPassword, type PasswordProblem } from '../../src/lib/domain/password.ts';
import { enqueueMail } from '../mailer/outbox.ts';
import { writeAudit } from '../observability/audit.ts';
import type { Sql } from '../store/sql.ts';
import { announceAccessChange } from './access-changes.ts';
import { confirmPassword } from './confirm-password.ts';
import type { IdentityDeps, Origin } from './identity-deps.ts';
import { KNOWN_PASSWORDS } from './known-passwords.ts';
import { createLink, readLink, useLink, type LinkReading } from './one-time-links.ts';
import { endSessionsOfStaff, type Session } from './sessions.ts';
import { findStaff, findStaffByEmail, passwordWords, type StaffMember } from './staff.ts';

/** Why a link does not work any more, or never did. */
export type LinkProblem = Exclude<LinkReading['state'], 'open'>;

export type ResetResult =
	{ kind: 'done' } | { kind: 'link'; problem: LinkProblem } | { kind: 'password'; problem: PasswordProblem };
export type ChangeResult =
	| { kind: 'done' }
	| { kind: 'refused' }
	| { kind: 'throttled'; retryAfter: number }
	| { kind: 'password'; problem: PasswordProblem };

/** What is wrong with a new password of a member, or null. */
export function judgePassword(member: StaffMember, password: string, secondFactor: boolean): PasswordProblem | null {
	return checkPassword(password, { secondFactor, words: passwordWords(member), known: KNOWN_PASSWORDS });
}

/**
 * Mails a link for a new password, if there is such an account and it was not asked for too often. Says nothing about either, and returns
 * before the difference could be measured (ASVS 6.3.8).
 */
export async function requestPasswordReset(deps: IdentityDeps, email: string, origin: Origin): Promise<void> {
	const wait = await deps.throttle.enter([
		{ scope: 'mail', subject: emailKey(email) },
		{ scope: 'mail-sender', subject: origin.address },
	]);
	if (wait > 0) return;
	mailResetLink(deps, email, origin).catch((error: unknown) => deps.log.error('password.forgotten-failed', error));
}

async function mailResetLink(deps: IdentityDeps, email: string, origin: Origin): Promise<void> {
	const { database, platform } = deps;
	const member = await findStaffByEmail(database, email);
	if (member === null) return;
	await database.transaction(async (sql) => {
		const { id } = await createLink(sql, deps, { firm: member.firm, kind: 'password-reset', subject: member.id });
		await enqueueMail(sql, platform, {
			firm: member.firm,
			to: member.email,
			locale: member.locale,
			content: { kind: 'password-reset', firmName: member.firmName, name: member.name },
			link: id,
			dedupeKey: `password-reset:${id}`,
		});
		await writeAudit(sql, platform, {
			firm: member.firm,
			kind: 'password.forgotten',
			staff: member.id,
			device: null,
			subject: null,
			address: origin.address,
		});
	});
}

/** Whom a reset link is for, without using it. */
export async function readResetLink(
	deps: IdentityDeps,
	token: string,
): Promise<{ kind: 'open'; member: StaffMember } | { kind: 'link'; problem: LinkProblem }> {
	const reading = await readLink(deps.database, deps.platform.now(), 'password-reset', token);
	if (reading.state !== 'open') return { kind: 'link', problem: reading.state };
	const member = await findStaff(deps.database, reading.firm, reading.subject as StaffId);
	return member === null ? { kind: 'link', problem: 'revoked' } : { kind: 'open', member };
}

/**
 * Sets a new password with a mailed or printed link. It ends every session and opens none: a second factor is still asked for (ASVS 6.4.3).
 * A password that breaks the rules leaves the link good.
 */
export async function resetPassword(
	deps: IdentityDeps,
	token: string,
	password: string,
	origin: Origin,
): Promise<ResetResult> {
	const { database, platform } = deps;
	const found = await readResetLink(deps, token);
	if (found.kind === 'link') return found;
	const { member } = found;
	const problem = judgePassword(member, password, member.totpSecret !== null);
	if (problem !== null) return { kind: 'password', problem };
	const passwordHash = await deps.hasher.hash(password);
	const result = await database.transaction(async (sql): Promise<ResetResult> => {
		const link = await readLink(sql, platform.now(), 'password-reset', token);
		if (link.state !== 'open' || !(await useLink(sql, platform.now(), link.id)))
			return { kind: 'link', problem: link.state === 'open' ? 'used' : link.state };
		await store(sql, deps, member, passwordHash, null);
		await deps.throttle.settle(sql, [{ scope: 'account', subject: emailKey(member.email) }], 'success');
		await writeAudit(sql, platform, {
			firm: member.firm,
			kind: 'password.reset',
			staff: member.id,
			device: null,
			subject: null,
			address: origin.address,
		});
		return { kind: 'done' };
	});
	if (result.kind === 'done') await announceAccessChange(database, { of: 'staff', id: member.id, why: 'ended' });
	return result;
}

/** Changes the password of a signed-in member, who gives the current one; all other sessions end. */
export async function changePassword(
	deps: IdentityDeps,
	session: Session,
	current: string,
	password: string,
	origin: Origin,
): Promise<ChangeResult> {
	const { database, platform } = deps;
	const confirmation = await confirmPassword(deps, session, current, origin);
	if (confirmation.kind !== 'confirmed') return confirmation;
	const { member, subjects } = confirmation;
	const problem = judgePassword(member, password, member.totpSecret !== null);
	const passwordHash = problem === null ? await deps.hasher.hash(password) : null;
	await database.transaction(async (sql) => {
		await deps.throttle.settle(sql, subjects, 'success');
		if (passwordHash === null) return;
		await store(sql, deps, member, passwordHash, session.id);
		const { firm, staff, device } = session;
		await writeAudit(sql, platform, {
			firm,
			kind: 'password.changed',
			staff,
			device,
			subject: null,
			address: origin.address,
		});
	});
	if (problem !== null) return { kind: 'password', problem };
	await announceAccessChange(database, { of: 'staff', id: member.id, except: session.id, why: 'ended' });
	return { kind: 'done' };
}

async function store(
	sql: Sql,
	deps: IdentityDeps,
	member: StaffMember,
	passwordHash: string,
	keep: string | null,
): Promise<void> {
	const now = deps.platform.now();
	await sql.run(
		'UPDATE staff SET password_hash = $3 WHERE firm_id = $1 AND id = $2',
		member.firm,
		member.id,
		passwordHash,
	);
	await endSessionsOfStaff(sql, now, member.firm, member.id, keep);
	await enqueueMail(sql, deps.platform, {
		firm: member.firm,
		to: member.email,
		locale: member.locale,
		content: { kind: 'password-changed', firmName: member.firmName, name: member.name, at: now },
		link: null,
		dedupeKey: `password-changed:${deps.platform.uuid()}`,
	});
}

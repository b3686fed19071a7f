import type { PasswordProblem } from '../../src/lib/domain/password.ts';
import { enqueueMail } from '../mailer/outbox.ts';
import { writeAudit } from '../observability/audit.ts';
import type { Sql } from '../store/sql.ts';
import { confirmPassword } from './confirm-password.ts';
import type { IdentityDeps, Origin } from './identity-deps.ts';
import { judgePassword } from './passwords.ts';
import { createSecondFactor, readCode, replaceRecoveryCodes, useCode } from './second-factor.ts';
import type { Session } from './sessions.ts';
import { findStaff, type StaffMember } from './staff.ts';

export type StartResult =
	{ kind: 'started'; secret: string; uri: string } | { kind: 'refused' } | { kind: 'throttled'; retryAfter: number };
export type ConfirmResult =
	{ kind: 'done'; recoveryCodes: string[] } | { kind: 'code-wrong' } | { kind: 'not-started' };
export type RemoveResult =
	| { kind: 'done' }
	| { kind: 'refused' }
	| { kind: 'code-wrong' }
	| { kind: 'throttled'; retryAfter: number }
	/** Without a second factor the password itself must be longer. */
	| { kind: 'password'; problem: PasswordProblem };

/** What a member sees of their second factor. */
export async function readSecondFactor(
	deps: IdentityDeps,
	session: Session,
): Promise<{ secondFactor: boolean; recoveryCodesLeft: number }> {
	const member = await findStaff(deps.database, session.firm, session.staff);
	const row = await deps.database.get(
		'SELECT COUNT(*) AS left FROM recovery_codes WHERE firm_id = $1 AND staff_id = $2 AND used_at IS NULL',
		session.firm,
		session.staff,
	);
	return { secondFactor: member?.totpSecret != null, recoveryCodesLeft: Number(row?.left ?? 0) };
}

/** Makes a seed for an authenticator app. It counts only once a code of it was given (`confirmSecondFactor`). */
export async function startSecondFactor(
	deps: IdentityDeps,
	session: Session,
	password: string,
	origin: Origin,
): Promise<StartResult> {
	const confirmation = await confirmPassword(deps, session, password, origin);
	if (confirmation.kind !== 'confirmed') return confirmation;
	const { member, subjects } = confirmation;
	const { sealed, secret, uri } = createSecondFactor(deps.platform, deps.key, member);
	await deps.database.transaction(async (sql) => {
		await deps.throttle.settle(sql, subjects, 'success');
		await sql.run('UPDATE staff SET totp_pending = $3 WHERE firm_id = $1 AND id = $2', member.firm, member.id, sealed);
	});
	return { kind: 'started', secret, uri };
}

/** Takes a started second factor into use, with a first code of it. Returns recovery codes, to be shown this once. */
export async function confirmSecondFactor(
	deps: IdentityDeps,
	session: Session,
	code: string,
	origin: Origin,
): Promise<ConfirmResult> {
	const { database, platform } = deps;
	return database.transaction(async (sql): Promise<ConfirmResult> => {
		const member = await findStaff(sql, session.firm, session.staff);
		if (member?.totpPending == null) return { kind: 'not-started' };
		const step = readCode(deps.key, member, member.totpPending, code.replace(/\s/g, ''), platform.now());
		if (step === null) return { kind: 'code-wrong' };
		await sql.run(
			'UPDATE staff SET totp_secret = totp_pending, totp_pending = NULL, totp_step = $3 WHERE firm_id = $1 AND id = $2',
			member.firm,
			member.id,
			step,
		);
		const recoveryCodes = await replaceRecoveryCodes(sql, platform, member);
		await record(sql, deps, session, member, 'second-factor-added', origin);
		return { kind: 'done', recoveryCodes };
	});
}

/** Removes the second factor: password and code are asked for. */
export async function removeSecondFactor(
	deps: IdentityDeps,
	session: Session,
	password: string,
	code: string,
	origin: Origin,
): Promise<RemoveResult> {
	const confirmation = await confirmPassword(deps, session, password, origin);
	if (confirmation.kind !== 'confirmed') return confirmation;
	const problem = judgePassword(confirmation.member, password, false);
	return deps.database.transaction(async (sql): Promise<RemoveResult> => {
		const member = await findStaff(sql, session.firm, session.staff);
		if (member === null || (await useCode(sql, deps.key, member, code, deps.platform.now())) === null)
			return { kind: 'code-wrong' };
		await deps.throttle.settle(sql, confirmation.subjects, 'success');
		if (problem !== null) return { kind: 'password', problem };
		await eraseSecondFactor(sql, member);
		await record(sql, deps, session, member, 'second-factor-removed', origin);
		return { kind: 'done' };
	});
}

/** Forgets a member's second factor and recovery codes. */
export async function eraseSecondFactor(sql: Sql, member: StaffMember): Promise<void> {
	await sql.run(
		'UPDATE staff SET totp_secret = NULL, totp_pending = NULL WHERE firm_id = $1 AND id = $2',
		member.firm,
		member.id,
	);
	await sql.run('DELETE FROM recovery_codes WHERE firm_id = $1 AND staff_id = $2', member.firm, member.id);
}

async function record(
	sql: Sql,
	deps: IdentityDeps,
	session: Session,
	member: StaffMember,
	kind: 'second-factor-added' | 'second-factor-removed',
	origin: Origin,
): Promise<void> {
	const { firm, staff, device } = session;
	await writeAudit(sql, deps.platform, {
		firm,
		kind: kind === 'second-factor-added' ? 'second-factor.added' : 'second-factor.removed',
		staff,
		device,
		subject: null,
		address: origin.address,
	});
	await enqueueMail(sql, deps.platform, {
		firm,
		to: member.email,
		locale: member.locale,
		content: { kind, firmName: member.firmName, name: member.name, at: deps.platform.now() },
		link: null,
		dedupeKey: `${kind}:${deps.platform.uuid()}`,
	});
}

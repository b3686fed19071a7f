import type { DeviceId } from '../../src/lib/domain/ids.ts';
import { emailKey } from '../../src/lib/domain/email.ts';
import { enqueueMail } from '../mailer/outbox.ts';
import { writeAudit } from '../observability/audit.ts';
import type { Sql } from '../store/sql.ts';
import { announceAccessChange } from './access-changes.ts';
import { addDevice, findDevice } from './devices.ts';
import type { IdentityDeps, Origin } from './identity-deps.ts';
import { useCode } from './second-factor.ts';
import { endSessionsOfDevice, openSession } from './sessions.ts';
import { findStaffByEmail, type StaffMember } from './staff.ts';
import type { ThrottleSubject } from './throttle.ts';

export interface SignInInput {
	email: string;
	password: string;
	/** Of the authenticator, or a recovery code. */
	code: string | null;
	/** The id that this browser profile was given at an earlier sign-in. */
	deviceId: DeviceId | null;
	/** Names the device when it is new. */
	deviceName: string;
}

export type SignInResult =
	| { kind: 'done'; token: string }
	/** One answer for an unknown address and a wrong password (ASVS 6.3.8). */
	| { kind: 'refused' }
	| { kind: 'code-needed' }
	| { kind: 'code-wrong' }
	| { kind: 'throttled'; retryAfter: number };

/**
 * Signs a staff member in on a device: a new session with a new token (ASVS 7.2.4), earlier ones of the same device end.
 * A device that is not known is registered, and the member told by mail (ASVS 6.3.7).
 * @throws HashingBusy
 */
export async function signIn(deps: IdentityDeps, input: SignInInput, origin: Origin): Promise<SignInResult> {
	const { database, platform } = deps;
	const member = await findStaffByEmail(database, input.email);
	const device =
		member === null || input.deviceId === null
			? null
			: await findDevice(database, member.firm, member.id, input.deviceId);
	const subjects: ThrottleSubject[] = [
		device === null ? { scope: 'account', subject: emailKey(input.email) } : { scope: 'device', subject: device.id },
		{ scope: 'address', subject: origin.address },
	];
	const retryAfter = await deps.throttle.enter(subjects);
	if (retryAfter > 0) return { kind: 'throttled', retryAfter };

	const matches = await deps.hasher.verify(input.password, member?.passwordHash ?? null);
	if (!matches || member === null) {
		await database.transaction((sql) => auditRefusal(sql, deps, member, input, origin));
		return { kind: 'refused' };
	}
	const rehashed = deps.hasher.isOutdated(member.passwordHash) ? await deps.hasher.hash(input.password) : null;
	const result = await database.transaction(async (sql): Promise<SignInResult & { device?: DeviceId }> => {
		const current = await findStaffByEmail(sql, input.email);
		// Removed, or given another password, while this one was checked.
		if (current === null || current.id !== member.id || current.passwordHash !== member.passwordHash)
			return { kind: 'refused' };
		if (current.totpSecret !== null) {
			if (input.code === null) {
				await deps.throttle.settle(sql, subjects, 'refund');
				return { kind: 'code-needed' };
			}
			const used = await useCode(sql, deps.key, current, input.code, platform.now());
			if (used === null) {
				await auditRefusal(sql, deps, current, input, origin);
				return { kind: 'code-wrong' };
			}
			if (used === 'recovery-code') await audit(sql, deps, current, 'second-factor.recovery-code', null, origin);
		}
		await deps.throttle.settle(sql, subjects, 'success');
		if (rehashed !== null)
			await sql.run(
				'UPDATE staff SET password_hash = $3 WHERE firm_id = $1 AND id = $2',
				current.firm,
				current.id,
				rehashed,
			);
		const id =
			(device === null ? null : await findDevice(sql, current.firm, current.id, device.id))?.id ??
			(await register(sql, deps, current, input, origin));
		await endSessionsOfDevice(sql, platform.now(), current.firm, id);
		const { token } = await openSession(sql, platform, { firm: current.firm, staff: current.id, device: id });
		await audit(sql, deps, current, 'sign-in', id, origin);
		return { kind: 'done', token, device: id };
	});
	if (result.device !== undefined)
		await announceAccessChange(database, { of: 'device', id: result.device, why: 'changed' });
	return result;
}

async function register(
	sql: Sql,
	deps: IdentityDeps,
	member: StaffMember,
	input: SignInInput,
	origin: Origin,
): Promise<DeviceId> {
	const device = await addDevice(sql, deps.platform, { firm: member.firm, staff: member.id }, input.deviceName);
	await audit(sql, deps, member, 'device.added', device, origin);
	await enqueueMail(sql, deps.platform, {
		firm: member.firm,
		to: member.email,
		locale: member.locale,
		content: {
			kind: 'new-device',
			firmName: member.firmName,
			name: member.name,
			at: deps.platform.now(),
			deviceName: input.deviceName,
			address: origin.address,
		},
		link: null,
		dedupeKey: `new-device:${device}`,
	});
	return device;
}

async function audit(
	sql: Sql,
	deps: IdentityDeps,
	member: StaffMember,
	kind: 'sign-in' | 'device.added' | 'second-factor.recovery-code',
	device: DeviceId | null,
	origin: Origin,
): Promise<void> {
	await writeAudit(sql, deps.platform, {
		firm: member.firm,
		kind,
		staff: member.id,
		device,
		subject: device,
		address: origin.address,
	});
}

async function auditRefusal(
	sql: Sql,
	deps: IdentityDeps,
	member: StaffMember | null,
	input: SignInInput,
	origin: Origin,
): Promise<void> {
	await writeAudit(sql, deps.platform, {
		firm: member?.firm ?? '',
		kind: 'sign-in.refused',
		staff: member?.id ?? null,
		device: null,
		subject: emailKey(input.email).slice(0, 254),
		address: origin.address,
	});
}

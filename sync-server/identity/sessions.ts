import type { DeviceId, FirmId, StaffId } from '../../src/lib/domain/ids.ts';
import { locale, role, type Profile, type Role } from '../../src/lib/domain/staff.ts';
import { sha256, type RelayPlatform } from '../platform.ts';
import type { Sql, SqlRow } from '../store/sql.ts';

const DAY = 24 * 60 * 60_000;
/** Without a contact for this long, a session ends (ASVS 7.3.1). */
const SESSION_IDLE = 30 * DAY;
/** This long after its sign-in, a session ends whatever happens (ASVS 7.3.2). */
export const SESSION_LIFE = 180 * DAY;
/** How often a contact is written down, in ms. */
const CONTACT_GRAIN = 60_000;

/** Who is on the other end of a call or a socket. */
export interface Session {
	/** Its own id; never the token. */
	id: string;
	firm: FirmId;
	staff: StaffId;
	device: DeviceId;
	role: Role;
	profile: Profile;
}

/** What a cookie's token is worth. `removed`: the device was removed, or its staff member: it is to erase its data. */
export type SessionReading = { kind: 'open'; session: Session } | { kind: 'none' } | { kind: 'removed' };

/** Opens a session and returns its token (43 characters), which is kept nowhere: the database has its hash. */
export async function openSession(
	sql: Sql,
	platform: RelayPlatform,
	owner: { firm: FirmId; staff: StaffId; device: DeviceId },
): Promise<{ id: string; token: string }> {
	const id = platform.uuid();
	const token = Buffer.from(platform.bytes(32)).toString('base64url');
	const now = platform.now();
	await sql.run(
		'INSERT INTO sessions (id, token_hash, firm_id, staff_id, device_id, created_at, last_seen, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $6, NULL)',
		id,
		sha256(token),
		owner.firm,
		owner.staff,
		owner.device,
		now,
	);
	return { id, token };
}

const FACTS = `
SELECT s.id, s.created_at, s.last_seen, s.ended_at, s.firm_id, s.staff_id, s.device_id,
	f.name AS firm_name, f.country AS firm_country, f.locale AS firm_locale,
	p.name AS staff_name, p.email, p.role, p.removed_at AS staff_removed_at,
	d.name AS device_name, d.removed_at AS device_removed_at
FROM sessions s
JOIN firms f ON f.id = s.firm_id
JOIN staff p ON p.firm_id = s.firm_id AND p.id = s.staff_id
JOIN devices d ON d.firm_id = s.firm_id AND d.id = s.device_id`;

/** Reads the session of a cookie's token. */
export async function readSession(sql: Sql, now: number, token: string | undefined): Promise<SessionReading> {
	if (token === undefined || token.length > 100) return { kind: 'none' };
	return judge(await sql.get(`${FACTS} WHERE s.token_hash = $1`, sha256(token)), now);
}

/** Reads a session by its id: for what was let in before. */
export async function readSessionById(sql: Sql, now: number, id: string): Promise<SessionReading> {
	return judge(await sql.get(`${FACTS} WHERE s.id = $1`, id), now);
}

/** Writes down that a session's device was in contact, at most once a minute. */
export async function touchSession(
	sql: Sql,
	now: number,
	session: Pick<Session, 'id' | 'firm' | 'device'>,
): Promise<void> {
	const changed = await sql.run(
		'UPDATE sessions SET last_seen = $2 WHERE id = $1 AND last_seen < $3',
		session.id,
		now,
		now - CONTACT_GRAIN,
	);
	if (changed > 0)
		await sql.run(
			'UPDATE devices SET last_contact = $3 WHERE firm_id = $1 AND id = $2',
			session.firm,
			session.device,
			now,
		);
}

/** Ends one session. */
export async function endSession(sql: Sql, now: number, id: string): Promise<void> {
	await sql.run('UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL', id, now);
}

/** Ends every session of a device. */
export async function endSessionsOfDevice(sql: Sql, now: number, firm: FirmId, device: DeviceId): Promise<void> {
	await sql.run(
		'UPDATE sessions SET ended_at = $3 WHERE firm_id = $1 AND device_id = $2 AND ended_at IS NULL',
		firm,
		device,
		now,
	);
}

/** Ends every session of a staff member, but for one. */
export async function endSessionsOfStaff(
	sql: Sql,
	now: number,
	firm: FirmId,
	staff: StaffId,
	except: string | null,
): Promise<void> {
	await sql.run(
		'UPDATE sessions SET ended_at = $3 WHERE firm_id = $1 AND staff_id = $2 AND ended_at IS NULL AND id <> $4',
		firm,
		staff,
		now,
		except ?? '',
	);
}

/** Forgets sessions that ended long ago; until then a removed device must still be told so. */
export async function pruneSessions(sql: Sql, now: number): Promise<void> {
	await sql.run(
		'DELETE FROM sessions WHERE created_at < $1 AND (ended_at IS NULL OR ended_at < $2)',
		now - 2 * SESSION_LIFE,
		now - SESSION_LIFE,
	);
}

function judge(row: SqlRow | null, now: number): SessionReading {
	if (row === null) return { kind: 'none' };
	if (row.device_removed_at !== null || row.staff_removed_at !== null) return { kind: 'removed' };
	const over =
		row.ended_at !== null || Number(row.last_seen) + SESSION_IDLE < now || Number(row.created_at) + SESSION_LIFE < now;
	return over ? { kind: 'none' } : { kind: 'open', session: toSession(row) };
}

function toSession(row: SqlRow): Session {
	const profile: Profile = {
		firmId: String(row.firm_id) as FirmId,
		firmName: String(row.firm_name),
		firmCountry: String(row.firm_country),
		firmLocale: locale.parse(row.firm_locale),
		staffId: String(row.staff_id) as StaffId,
		staffName: String(row.staff_name),
		email: String(row.email),
		role: role.parse(row.role),
		deviceId: String(row.device_id) as DeviceId,
		deviceName: String(row.device_name),
	};
	return {
		id: String(row.id),
		firm: profile.firmId,
		staff: profile.staffId,
		device: profile.deviceId,
		role: profile.role,
		profile,
	};
}

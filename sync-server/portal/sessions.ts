import type { ContactId, FirmId } from '../../src/lib/domain/ids.ts';
import { relaySays } from '../invitations/relay-says.ts';
import { sha256, type RelayPlatform } from '../platform.ts';
import type { Sql, SqlRow } from '../store/sql.ts';
import type { OwnWords } from '../sync/log-service.ts';

const DAY = 24 * 60 * 60_000;
/** Without a call for this long, a client's session ends (ASVS 7.3.1). */
const IDLE = 14 * DAY;
/** This long after its sign-in, it ends whatever happens (ASVS 7.3.2). */
export const PORTAL_SESSION_LIFE = 90 * DAY;
/** How often a call is written down, in ms. */
const GRAIN = 60_000;

/** A browser as it told of itself. */
export interface Agent {
	browser: string;
	system: string;
}

/** Who is on the other end of a call. */
export interface PortalSession {
	/** Its own id; never the token. */
	id: string;
	firm: FirmId;
	contact: ContactId;
}

/** Opens a session, tells the firm so, and returns its token (43 characters), which is kept nowhere: the database has its hash. */
export async function openPortalSession(
	sql: Sql,
	platform: RelayPlatform,
	owner: { firm: FirmId; contact: ContactId },
	agent: Agent,
	voice: OwnWords,
): Promise<string> {
	const token = Buffer.from(platform.bytes(32)).toString('base64url');
	await sql.run(
		`INSERT INTO portal_sessions (id, token_hash, firm_id, contact_id, browser, system, created_at, last_seen, ended_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $7, NULL)`,
		platform.uuid(),
		sha256(token),
		owner.firm,
		owner.contact,
		agent.browser,
		agent.system,
		platform.now(),
	);
	voice.say(relaySays(platform)({ type: 'client.signedIn', contact: owner.contact }));
	return token;
}

/** Reads the session of a cookie's token, or null when it is worth nothing. Without a log-in there is no session. */
export async function readPortalSession(sql: Sql, now: number, token: string | undefined): Promise<PortalSession | null> {
	if (token === undefined || token.length > 100) return null;
	const row = await sql.get(
		`SELECT s.* FROM portal_sessions s
		JOIN portal_logins l ON l.firm_id = s.firm_id AND l.contact_id = s.contact_id
		WHERE s.token_hash = $1`,
		sha256(token),
	);
	return row === null || isOver(row, now) ? null : toSession(row);
}

/** Writes down that a session is in use, at most once a minute. */
export async function touchPortalSession(sql: Sql, now: number, session: PortalSession): Promise<void> {
	await sql.run('UPDATE portal_sessions SET last_seen = $2 WHERE id = $1 AND last_seen < $3', session.id, now, now - GRAIN);
}

/** The open sessions of a client, latest use first. Times are ms since 1970. */
export async function listPortalSessions(
	sql: Sql,
	now: number,
	owner: { firm: FirmId; contact: ContactId },
): Promise<{ id: string; agent: Agent; createdAt: number; lastSeen: number }[]> {
	const rows = await sql.all(
		'SELECT * FROM portal_sessions WHERE firm_id = $1 AND contact_id = $2 AND ended_at IS NULL ORDER BY last_seen DESC, id',
		owner.firm,
		owner.contact,
	);
	return rows
		.filter((row) => !isOver(row, now))
		.map((row) => ({
			id: String(row.id),
			agent: { browser: String(row.browser), system: String(row.system) },
			createdAt: Number(row.created_at),
			lastSeen: Number(row.last_seen),
		}));
}

/** Ends one session of a client. @returns false when they have no such session */
export async function endPortalSession(
	sql: Sql,
	now: number,
	owner: { firm: FirmId; contact: ContactId },
	id: string,
): Promise<boolean> {
	const ended = await sql.run(
		'UPDATE portal_sessions SET ended_at = $4 WHERE id = $1 AND firm_id = $2 AND contact_id = $3 AND ended_at IS NULL',
		id,
		owner.firm,
		owner.contact,
		now,
	);
	return ended > 0;
}

/** Ends every session of a client, but for one. */
export async function endPortalSessions(
	sql: Sql,
	now: number,
	owner: { firm: FirmId; contact: ContactId },
	except: string | null,
): Promise<void> {
	await sql.run(
		'UPDATE portal_sessions SET ended_at = $3 WHERE firm_id = $1 AND contact_id = $2 AND ended_at IS NULL AND id <> $4',
		owner.firm,
		owner.contact,
		now,
		except ?? '',
	);
}

/** Forgets sessions that are over for long. */
export async function prunePortalSessions(sql: Sql, now: number): Promise<void> {
	await sql.run('DELETE FROM portal_sessions WHERE created_at < $1', now - 2 * PORTAL_SESSION_LIFE);
}

function isOver(row: SqlRow, now: number): boolean {
	return (
		row.ended_at !== null ||
		Number(row.last_seen) + IDLE < now ||
		Number(row.created_at) + PORTAL_SESSION_LIFE < now
	);
}

function toSession(row: SqlRow): PortalSession {
	return { id: String(row.id), firm: row.firm_id as FirmId, contact: row.contact_id as ContactId };
}

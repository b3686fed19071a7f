import type { FirmId } from '../../src/lib/domain/ids.ts';
import { sha256, type RelayPlatform } from '../platform.ts';
import type { Sql, SqlRow } from '../store/sql.ts';
import type { RelayKey } from './relay-key.ts';

const HOUR = 60 * 60_000;

/** Kinds of links, with how long each lives in ms (ASVS 6.4.1). */
const LIFE = { 'password-reset': HOUR, 'portal-reset': HOUR, 'staff-join': 7 * 24 * HOUR } as const;
export type LinkKind = keyof typeof LIFE;

/** Where each kind of link leads. What it carries stands behind the `#`: servers, logs and Referer never see it (ASVS 14.2.1). */
const PAGE: Readonly<Record<LinkKind, string>> = {
	'password-reset': '/reset',
	'portal-reset': '/portal/reset',
	'staff-join': '/join',
};

/** What is known of a link that somebody presents. `unknown`: no such link was ever made. */
export type LinkReading =
	| { state: 'open'; id: string; firm: FirmId; subject: string }
	| { state: 'used' | 'expired' | 'revoked'; firm: FirmId; subject: string }
	| { state: 'unknown' };

/** A new link for a subject; an earlier one of the same kind ends. The database gets the hash of what it carries. */
export async function createLink(
	sql: Sql,
	deps: { platform: RelayPlatform; key: RelayKey },
	link: { firm: FirmId; kind: LinkKind; subject: string },
): Promise<{ id: string; expiresAt: number }> {
	await revokeLinks(sql, deps.platform.now(), link);
	const id = deps.platform.uuid();
	const now = deps.platform.now();
	const expiresAt = now + LIFE[link.kind];
	await sql.run(
		`INSERT INTO one_time_links (id, firm_id, kind, token_hash, subject, created_at, expires_at, used_at, revoked_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL)`,
		id,
		link.firm,
		link.kind,
		sha256(linkToken(deps.key, id)),
		link.subject,
		now,
		expiresAt,
	);
	return { id, expiresAt };
}

/** The address of a link. @param origin such as https://carnet.example.fr */
export function linkUrl(key: RelayKey, origin: string, kind: LinkKind, id: string): string {
	return `${origin}${PAGE[kind]}#t=${linkToken(key, id)}`;
}

/** Looks at a link without using it. */
export async function readLink(sql: Sql, now: number, kind: LinkKind, token: string): Promise<LinkReading> {
	return judge(
		await sql.get('SELECT * FROM one_time_links WHERE token_hash = $1 AND kind = $2', sha256(token), kind),
		now,
	);
}

/** Looks at a link by its id, whatever its kind. */
export async function readLinkById(
	sql: Sql,
	now: number,
	id: string,
): Promise<(LinkReading & { kind: LinkKind }) | null> {
	const row = await sql.get('SELECT * FROM one_time_links WHERE id = $1', id);
	return row === null ? null : { ...judge(row, now), kind: String(row.kind) as LinkKind };
}

/** Uses a link up. Of two at once one succeeds. */
export async function useLink(sql: Sql, now: number, id: string): Promise<boolean> {
	const used = await sql.run(
		'UPDATE one_time_links SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2',
		id,
		now,
	);
	return used > 0;
}

/** Ends the open links of a subject. */
export async function revokeLinks(
	sql: Sql,
	now: number,
	link: { firm: FirmId; kind: LinkKind; subject: string },
): Promise<void> {
	await sql.run(
		'UPDATE one_time_links SET revoked_at = $4 WHERE firm_id = $1 AND kind = $2 AND subject = $3 AND used_at IS NULL AND revoked_at IS NULL',
		link.firm,
		link.kind,
		link.subject,
		now,
	);
}

function linkToken(key: RelayKey, id: string): string {
	return Buffer.from(key.linkToken(id)).toString('base64url');
}

function judge(row: SqlRow | null, now: number): LinkReading {
	if (row === null) return { state: 'unknown' };
	const facts = { firm: String(row.firm_id) as FirmId, subject: String(row.subject) };
	if (row.used_at !== null) return { state: 'used', ...facts };
	if (row.revoked_at !== null) return { state: 'revoked', ...facts };
	if (Number(row.expires_at) <= now) return { state: 'expired', ...facts };
	return { state: 'open', id: String(row.id), ...facts };
}

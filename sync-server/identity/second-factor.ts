import { Secret, TOTP } from 'otpauth';
import { sha256, type RelayPlatform } from '../platform.ts';
import type { Sql } from '../store/sql.ts';
import type { RelayKey } from './relay-key.ts';
import type { StaffMember } from './staff.ts';

const PERIOD = 30;
const RECOVERY_CODES = 10;
/** 24 of 32 signs: 120 bits, so a plain hash is enough (ASVS 6.5.2). */
const RECOVERY_SIGNS = 24;

/** A new seed: sealed for the database, and as the address that authenticator apps read. */
export interface NewSecondFactor {
	sealed: Uint8Array;
	/** Base32, to be typed by hand. */
	secret: string;
	/** otpauth://totp/… (Google Authenticator key URI format) */
	uri: string;
}

/** Makes a seed of 160 bits (RFC 4226 §4). */
export function createSecondFactor(platform: RelayPlatform, key: RelayKey, member: StaffMember): NewSecondFactor {
	const seed = platform.bytes(20);
	const totp = generator(seed, member);
	return { sealed: key.seal(purpose(member), seed), secret: totp.secret.base32, uri: totp.toString() };
}

/**
 * The 30-second step that a code of six digits belongs to, or null when it is wrong: this step, the one before or the one after (RFC 6238 §5.2).
 * @param sealed the seed as the database has it
 */
export function readCode(
	key: RelayKey,
	member: StaffMember,
	sealed: Uint8Array,
	code: string,
	now: number,
): number | null {
	const seed = openSeed(key, member, sealed);
	if (seed === null || !/^\d{6}$/.test(code)) return null;
	const delta = generator(seed, member).validate({ token: code, timestamp: now, window: 1 });
	return delta === null ? null : Math.floor(now / 1_000 / PERIOD) + delta;
}

/**
 * Uses up a code of the second factor: of the authenticator (each works once, ASVS 6.5.1), or one of the recovery codes.
 * @returns which one it was, or null when it is wrong or was used
 */
export async function useCode(
	sql: Sql,
	key: RelayKey,
	member: StaffMember,
	code: string,
	now: number,
): Promise<'authenticator' | 'recovery-code' | null> {
	if (member.totpSecret === null) return null;
	const plain = code.replace(/[\s-]/g, '');
	const step = readCode(key, member, member.totpSecret, plain, now);
	if (step !== null) {
		const fresh = await sql.run(
			'UPDATE staff SET totp_step = $3 WHERE firm_id = $1 AND id = $2 AND totp_step < $3',
			member.firm,
			member.id,
			step,
		);
		return fresh > 0 ? 'authenticator' : null;
	}
	const used = await sql.run(
		'UPDATE recovery_codes SET used_at = $4 WHERE firm_id = $1 AND staff_id = $2 AND code_hash = $3 AND used_at IS NULL',
		member.firm,
		member.id,
		hashRecoveryCode(plain),
		now,
	);
	return used > 0 ? 'recovery-code' : null;
}

/** Replaces a member's recovery codes. Returns them to be shown once; the database has their hashes. */
export async function replaceRecoveryCodes(sql: Sql, platform: RelayPlatform, member: StaffMember): Promise<string[]> {
	await sql.run('DELETE FROM recovery_codes WHERE firm_id = $1 AND staff_id = $2', member.firm, member.id);
	const codes = Array.from({ length: RECOVERY_CODES }, () => {
		const signs = new Secret({ buffer: platform.bytes(15).slice().buffer }).base32.slice(0, RECOVERY_SIGNS);
		return signs.replace(/.{4}(?=.)/g, '$&-');
	});
	for (const code of codes) {
		await sql.run(
			'INSERT INTO recovery_codes (firm_id, staff_id, code_hash, used_at) VALUES ($1, $2, $3, NULL)',
			member.firm,
			member.id,
			hashRecoveryCode(code.replaceAll('-', '')),
		);
	}
	return codes;
}

/** Null when the relay's key is another one than when it was sealed (a backup without its key): then recovery codes still let in. */
function openSeed(key: RelayKey, member: StaffMember, sealed: Uint8Array): Uint8Array | null {
	try {
		return key.open(purpose(member), sealed);
	} catch {
		return null;
	}
}

function hashRecoveryCode(plain: string): Buffer {
	return sha256('recovery-code', plain.toUpperCase());
}

function generator(seed: Uint8Array, member: StaffMember): TOTP {
	return new TOTP({
		issuer: `Carnet ${member.firmName}`,
		label: member.email,
		algorithm: 'SHA1',
		digits: 6,
		period: PERIOD,
		secret: new Secret({ buffer: new Uint8Array(seed).buffer }),
	});
}

/** Binds a sealed seed to its owner: copied to another row it does not open. */
function purpose(member: StaffMember): string {
	return `second-factor:${member.firm}:${member.id}`;
}

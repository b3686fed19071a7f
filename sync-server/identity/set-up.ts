import type { Epoch, FirmId, StaffId } from '../../src/lib/domain/ids.ts';
import { checkPassword, type PasswordProblem } from '../../src/lib/domain/password.ts';
import type { Locale } from '../../src/lib/domain/staff.ts';
import { writeAudit } from '../observability/audit.ts';
import { createLog } from '../store/log-store.ts';
import type { Sql } from '../store/sql.ts';
import { addDevice } from './devices.ts';
import type { IdentityDeps, Origin } from './identity-deps.ts';
import { KNOWN_PASSWORDS } from './known-passwords.ts';
import type { RelayKey } from './relay-key.ts';
import { openSession } from './sessions.ts';
import { insertStaff, passwordWords } from './staff.ts';

/** What the first visit asks. */
export interface SetUpInput {
	firmName: string;
	/** ISO 3166-1 alpha-2 */
	country: string;
	locale: Locale;
	name: string;
	email: string;
	password: string;
	deviceName: string;
	/** What the operator was told, as typed: digits, spaces and hyphens. */
	code: string | null;
}

export type SetUpResult =
	| { kind: 'done'; token: string }
	| { kind: 'already' }
	| { kind: 'code' }
	| { kind: 'throttled'; retryAfter: number }
	| { kind: 'password'; problem: PasswordProblem };

const CODE_LENGTH = 12;

/**
 * The code that setting up takes, or null where none is needed: whoever finds the public address of a relay that nobody has set up must not become
 * its owner. Only the operator is told, and it is the same until the data folder's key changes.
 * @param publicUrl the origin that the relay is reached at; null: this machine's own address
 */
export function setUpCode(key: Pick<RelayKey, 'digits'>, publicUrl: string | null): string | null {
	const host = publicUrl === null ? 'localhost' : new URL(publicUrl).hostname;
	if (host === 'localhost' || host === '[::1]' || host.startsWith('127.')) return null;
	return key.digits('set-up', CODE_LENGTH);
}

/** A code as it is read out and typed: in groups of four. */
export function shownCode(code: string): string {
	return code.replace(/(?<=\d)(?=(?:\d{4})+$)/g, ' ');
}

/** Whether this relay has its firm. */
export async function isSetUp(sql: Sql): Promise<boolean> {
	return (await sql.get('SELECT id FROM installation')) !== null;
}

/**
 * Creates the firm, its log, its owner with a first device, and a session: all or nothing, and once only.
 * @param code what `setUpCode` answered
 */
export async function setUp(
	deps: IdentityDeps,
	input: SetUpInput,
	origin: Origin,
	code: string | null,
): Promise<SetUpResult> {
	const { database, platform } = deps;
	if (await isSetUp(database)) return { kind: 'already' };
	if (code !== null) {
		const attempt = [{ scope: 'address', subject: origin.address }] as const;
		const retryAfter = await deps.throttle.enter(attempt);
		if (retryAfter > 0) return { kind: 'throttled', retryAfter };
		if (input.code?.replace(/[\s-]/g, '') !== code) return { kind: 'code' };
		await deps.throttle.settle(database, attempt, 'refund');
	}
	const problem = checkPassword(input.password, {
		secondFactor: false,
		words: passwordWords(input),
		known: KNOWN_PASSWORDS,
	});
	if (problem !== null) return { kind: 'password', problem };
	const passwordHash = await deps.hasher.hash(input.password);
	return database.transaction(async (sql) => {
		const firm = platform.uuid() as FirmId;
		const staff = platform.uuid() as StaffId;
		const now = platform.now();
		if (
			(await sql.run('INSERT INTO installation (id, firm_id) VALUES (1, $1) ON CONFLICT (id) DO NOTHING', firm)) === 0
		)
			return { kind: 'already' };
		await sql.run(
			'INSERT INTO firms (id, name, country, locale, created_at) VALUES ($1, $2, $3, $4, $5)',
			firm,
			input.firmName,
			input.country,
			input.locale,
			now,
		);
		await createLog(sql, firm, platform.letters(16) as Epoch, platform.bytes(32));
		await insertStaff(sql, {
			firm,
			id: staff,
			name: input.name,
			email: input.email,
			role: 'owner',
			locale: input.locale,
			passwordHash,
			createdAt: now,
		});
		const device = await addDevice(sql, platform, { firm, staff }, input.deviceName);
		await writeAudit(sql, platform, {
			firm,
			kind: 'firm.set-up',
			staff,
			device,
			subject: firm,
			address: origin.address,
		});
		const { token } = await openSession(sql, platform, { firm, staff, device });
		return { kind: 'done', token };
	});
}

import { emailKey } from '../../src/lib/domain/email.ts';
import type { FirmId } from '../../src/lib/domain/ids.ts';
import type { Locale } from '../../src/lib/domain/staff.ts';
import { SIGN_UP_DIGITS, SIGN_UP_RESEND, SIGN_UP_TRIES } from '../../src/lib/protocol/portal.ts';
import type { Origin } from '../identity/identity-deps.ts';
import type { RelayKey } from '../identity/relay-key.ts';
import { enqueueMail } from '../mailer/outbox.ts';
import { writeAudit } from '../observability/audit.ts';
import { sha256 } from '../platform.ts';
import type { Sql, SqlRow } from '../store/sql.ts';
import { findClientByEmail } from './clients.ts';
import type { PortalDeps, Voice } from './portal-deps.ts';
import { writeNewClient, type NewClient } from './sign-up-records.ts';

/** How long a code is good for, in ms (ASVS 6.5.5: at most ten minutes). */
const CODE_LIFE = 10 * 60_000;
/** How long a proven address may take to fill in the rest, in ms. */
const ATTEMPT_LIFE = 2 * 60 * 60_000;
/** How often a code can be mailed in one try. */
const ROUNDS = 5;

/** The firm takes no registrations online: said to every step, those of half-done tries too. */
type Closed = { kind: 'closed' };
type Ended = { kind: 'ended' };

export type StartResult = Closed | { kind: 'started'; attempt: string } | { kind: 'throttled'; retryAfter: number };
export type ResendResult = Closed | Ended | { kind: 'sent' } | { kind: 'throttled'; retryAfter: number };
/** `left`: wrong codes until the try ends. */
export type CodeResult = Closed | Ended | { kind: 'proven' } | { kind: 'wrong'; left: number };
export type FinishResult = Closed | Ended | { kind: 'done' };

/** The code of a try. @param round which mailing */
export function signUpCode(key: RelayKey, attempt: string, round: number): string {
	return key.digits(`sign-up ${attempt} ${round}`, SIGN_UP_DIGITS);
}

/**
 * Begins a registration: mails a code, or, to who has access already, word of that. The answer is the same. Nothing goes into the book.
 * @param isBot it filled the field that no person sees: it is answered alike, and nothing is kept or mailed
 */
export async function startSignUp(
	deps: PortalDeps,
	input: { firm: FirmId; email: string; locale: Locale; isBot: boolean },
	origin: Origin,
): Promise<StartResult> {
	if (!(await isOpen(deps, deps.database, input.firm))) return { kind: 'closed' };
	const retryAfter = await deps.throttle.enter([
		{ scope: 'sign-up', subject: origin.address },
		{ scope: 'mail', subject: emailKey(input.email) },
	]);
	if (retryAfter > 0) return { kind: 'throttled', retryAfter };
	const token = Buffer.from(deps.platform.bytes(32)).toString('base64url');
	if (input.isBot) return { kind: 'started', attempt: token };
	const now = deps.platform.now();
	const known = (await findClientByEmail(deps.database, input.firm, input.email)) !== null;
	const id = deps.platform.uuid();
	await deps.database.transaction(async (sql) => {
		await sql.run(
			`INSERT INTO sign_up_attempts (id, token_hash, firm_id, email, locale, known, round, wrong, state, created_at, sent_at)
			VALUES ($1, $2, $3, $4, $5, $6, 1, 0, 'mailed', $7, $7)`,
			id,
			sha256(token),
			input.firm,
			input.email,
			input.locale,
			known ? 1 : 0,
			now,
		);
		await mail(sql, deps, { id, firm: input.firm, email: input.email, locale: input.locale, known, round: 1 });
	});
	return { kind: 'started', attempt: token };
}

/** Mails the code once more, a minute after the last one at the earliest. */
export async function resendSignUpCode(deps: PortalDeps, firm: FirmId, token: string): Promise<ResendResult> {
	return step(deps, firm, token, async (sql, attempt): Promise<ResendResult> => {
		if (attempt.state !== 'mailed' || attempt.round >= ROUNDS) return { kind: 'ended' };
		const now = deps.platform.now();
		const wait = attempt.sentAt + SIGN_UP_RESEND * 1_000 - now;
		if (wait > 0) return { kind: 'throttled', retryAfter: Math.ceil(wait / 1_000) };
		await sql.run('UPDATE sign_up_attempts SET round = round + 1, sent_at = $2 WHERE id = $1', attempt.id, now);
		await mail(sql, deps, { ...attempt, round: attempt.round + 1 });
		return { kind: 'sent' };
	});
}

/** Proves the address with the mailed code. Five wrong ones end the try. */
export async function proveSignUp(deps: PortalDeps, firm: FirmId, token: string, code: string): Promise<CodeResult> {
	return step(deps, firm, token, async (sql, attempt): Promise<CodeResult> => {
		if (attempt.state === 'proven') return { kind: 'proven' };
		if (attempt.state !== 'mailed') return { kind: 'ended' };
		const fresh = attempt.sentAt + CODE_LIFE > deps.platform.now();
		const right = code.replace(/\D/g, '') === signUpCode(deps.key, attempt.id, attempt.round);
		if (right && fresh && !attempt.known) {
			await sql.run("UPDATE sign_up_attempts SET state = 'proven' WHERE id = $1", attempt.id);
			return { kind: 'proven' };
		}
		const left = SIGN_UP_TRIES - attempt.wrong - 1;
		await sql.run(
			'UPDATE sign_up_attempts SET wrong = wrong + 1, state = $2 WHERE id = $1',
			attempt.id,
			left > 0 ? 'mailed' : 'ended',
		);
		return left > 0 ? { kind: 'wrong', left } : { kind: 'ended' };
	});
}

/** Puts the new client into the book, once: the same call again is answered alike and does nothing. */
export async function finishSignUp(
	deps: PortalDeps,
	firm: FirmId,
	token: string,
	client: Omit<NewClient, 'email' | 'locale'>,
	origin: Origin,
): Promise<FinishResult> {
	return step(deps, firm, token, async (sql, attempt, voice): Promise<FinishResult> => {
		if (attempt.state === 'done') return { kind: 'done' };
		const finished = await sql.run("UPDATE sign_up_attempts SET state = 'done' WHERE id = $1 AND state = 'proven'", attempt.id);
		if (finished === 0) return { kind: 'ended' };
		const { email, locale } = attempt;
		const contact = await writeNewClient(sql, deps, firm, { ...client, email, locale }, voice);
		await writeAudit(sql, deps.platform, {
			firm,
			kind: 'portal.signed-up',
			staff: null,
			device: null,
			subject: contact,
			address: origin.address,
		});
		return { kind: 'done' };
	});
}

/** Forgets tries that are over. */
export async function pruneSignUps(sql: Sql, now: number): Promise<void> {
	await sql.run('DELETE FROM sign_up_attempts WHERE created_at < $1', now - 24 * 60 * 60_000);
}

interface Attempt {
	id: string;
	firm: FirmId;
	email: string;
	locale: Locale;
	known: boolean;
	round: number;
	wrong: number;
	state: string;
	sentAt: number;
}

/** One step of a try, alone against other steps of it: the firm's log is locked, and the switch is asked in the same transaction. */
async function step<T>(
	deps: PortalDeps,
	firm: FirmId,
	token: string,
	body: (sql: Sql, attempt: Attempt, voice: Voice) => Promise<T>,
): Promise<T | Closed | Ended> {
	return deps.clientLog.decide<T | Closed | Ended>(firm, async (sql, voice) => {
		if (!(await isOpen(deps, sql, firm))) return { kind: 'closed' };
		const row = await sql.get('SELECT * FROM sign_up_attempts WHERE token_hash = $1 AND firm_id = $2', sha256(token), firm);
		if (row === null || Number(row.created_at) + ATTEMPT_LIFE < deps.platform.now()) return { kind: 'ended' };
		return body(sql, toAttempt(row), voice);
	});
}

async function isOpen(deps: PortalDeps, sql: Sql, firm: FirmId): Promise<boolean> {
	return (await deps.firms.read(sql, firm)).shown.signUp;
}

async function mail(
	sql: Sql,
	deps: PortalDeps,
	{ id, firm, email, locale, known, round }: Pick<Attempt, 'id' | 'firm' | 'email' | 'locale' | 'known' | 'round'>,
): Promise<void> {
	const firmName = (await deps.firms.read(sql, firm)).shown.name;
	await enqueueMail(sql, deps.platform, {
		firm,
		to: email,
		locale,
		content: known
			? { kind: 'sign-up-known', firmName, name: '', url: `${deps.url()}/portal/sign-in` }
			: { kind: 'sign-up-code', firmName, name: '', code: signUpCode(deps.key, id, round) },
		link: null,
		dedupeKey: `sign-up:${id}:${round}`,
	});
}

function toAttempt(row: SqlRow): Attempt {
	return {
		id: String(row.id),
		firm: row.firm_id as FirmId,
		email: String(row.email),
		locale: row.locale as Locale,
		known: row.known === 1,
		round: Number(row.round),
		wrong: Number(row.wrong),
		state: String(row.state),
		sentAt: Number(row.sent_at),
	};
}

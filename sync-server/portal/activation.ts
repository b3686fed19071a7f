import { stampAt } from '../../src/lib/domain/clock.ts';
import type { ContactId, EventId, FirmId } from '../../src/lib/domain/ids.ts';
import type { PasswordProblem } from '../../src/lib/domain/password.ts';
import type { Locale } from '../../src/lib/domain/staff.ts';
import type { InvitationLook, PortalLinkProblem } from '../../src/lib/protocol/portal.ts';
import { maskEmail } from '../http/mask-email.ts';
import type { Origin } from '../identity/identity-deps.ts';
import {
	activateInvitation,
	findByToken,
	type Invitation,
	type TokenReading,
} from '../invitations/invitation-store.ts';
import { sameContacts } from '../invitations/merged-clients.ts';
import { writeAudit } from '../observability/audit.ts';
import { sha256 } from '../platform.ts';
import type { Sql } from '../store/sql.ts';
import { accountLine } from '../invitations/client-facts.ts';
import { findClient, findClientByEmail, insertClient, judgeClientPassword, type Client } from './clients.ts';
import type { PortalDeps, Voice } from './portal-deps.ts';
import { openPortalSession, type Agent, type PortalSession } from './sessions.ts';
import { checkClientPassword } from './sign-in.ts';

/** A link that does not work. `firm`: whose it was, for who held it; null: nobody's. */
export type DeadInvitation = { kind: 'link'; problem: PortalLinkProblem; firm: FirmId | null };

export type LookResult = { kind: 'open'; look: InvitationLook } | DeadInvitation | { kind: 'throttled'; retryAfter: number };

/** `email`: the whole address of who got in. */
export type ActivateResult =
	| { kind: 'done'; token: string | null; email: string }
	| DeadInvitation
	| { kind: 'password'; problem: PasswordProblem }
	| { kind: 'throttled'; retryAfter: number }
	/** The address has a password: it adds the account. */
	| { kind: 'has-password' }
	| { kind: 'other-person' }
	| { kind: 'refused' };

/** Why a link is dead, as its holder is told: a withdrawal's reason stays in the firm, but for an address that changed, which is a replacement. */
function problemOf(state: Exclude<TokenReading['state'], 'open'>): PortalLinkProblem {
	switch (state) {
		case 'unknown':
		case 'used':
		case 'expired':
		case 'replaced':
			return state;
		case 'email-changed':
			return 'replaced';
		default:
			return 'withdrawn';
	}
}

type Reading = { kind: 'open'; invitation: Invitation } | DeadInvitation;

function toReading(found: TokenReading): Reading {
	if (found.state === 'open') return { kind: 'open', invitation: found.invitation };
	return { kind: 'link', problem: problemOf(found.state), firm: found.state === 'unknown' ? null : found.invitation.firm };
}

/** Reads a link; whoever tries links that nobody mailed is slowed down. @param sql where it is read */
export async function readInvitationLink(
	deps: PortalDeps,
	token: string,
	origin: Origin,
): Promise<Reading | { kind: 'throttled'; retryAfter: number }> {
	const subjects = [{ scope: 'link' as const, subject: origin.address }];
	const retryAfter = await deps.throttle.enter(subjects);
	if (retryAfter > 0) return { kind: 'throttled', retryAfter };
	const reading = toReading(await findByToken(deps.database, token, deps.platform.now()));
	if (reading.kind === 'open' || reading.firm !== null)
		await deps.database.transaction((sql) => deps.throttle.settle(sql, subjects, 'refund'));
	return reading;
}

/** What the activation page may show. Uses nothing up, changes nothing. */
export async function lookAtInvitation(
	deps: PortalDeps,
	token: string,
	session: PortalSession | null,
	origin: Origin,
): Promise<LookResult> {
	const reading = await readInvitationLink(deps, token, origin);
	if (reading.kind !== 'open') return reading;
	const { invitation } = reading;
	const { database } = deps;
	const { firm, email } = invitation;
	const client = await clientOf(database, invitation);
	const right =
		client !== null && session?.firm === firm && (await sameContacts(database, firm, client.contact)).includes(session.contact);
	const accounts = await Promise.all(invitation.accounts.map((account) => accountLine(database, firm, account)));
	const other = session === null || right ? null : await emailOf(database, session);
	const look: InvitationLook = {
		firm: (await deps.firms.read(database, firm)).shown,
		firstName: await firstNameOf(database, firm, invitation.contact),
		email: maskEmail(client?.email ?? email),
		message: invitation.message,
		accounts: accounts.map(({ name }) => name),
		language: invitation.locale,
		way: client === null ? 'choose' : right ? 'add' : 'sign-in',
		other: other === null ? null : maskEmail(other),
	};
	return { kind: 'open', look };
}

/**
 * Activates with a chosen password. Of two at once exactly one succeeds; the same try, repeated after its answer was lost, is answered as the
 * first time. A password that breaks the rules leaves the link good.
 */
export async function activate(
	deps: PortalDeps,
	input: { token: string; password: string; attempt: string | null; locale: Locale },
	agent: Agent,
	origin: Origin,
): Promise<ActivateResult> {
	const reading = await readInvitationLink(deps, input.token, origin);
	if (reading.kind === 'throttled') return reading;
	if (reading.kind === 'link') return (reading.problem === 'used' ? await repeated(deps, input, agent) : null) ?? reading;
	const { invitation } = reading;
	if ((await clientOf(deps.database, invitation)) !== null) return { kind: 'has-password' };
	const { shown } = await deps.firms.read(deps.database, invitation.firm);
	const words = [shown.name, ...(await namesOf(deps.database, invitation.firm, invitation.contact))];
	const problem = judgeClientPassword(input.password, invitation.email, words);
	if (problem !== null) return { kind: 'password', problem };
	const passwordHash = await deps.hasher.hash(input.password);
	const client: Client = {
		firm: invitation.firm,
		contact: invitation.contact,
		email: invitation.email,
		passwordHash,
		locale: input.locale,
	};
	const result = await deps.clientLog.decide(invitation.firm, async (sql, voice): Promise<ActivateResult> => {
		const used = await use(sql, deps, input.token, invitation, voice, origin);
		if (used !== null) return used;
		if (!(await insertClient(sql, client, deps.platform.now()))) throw new Error('The address got a password meanwhile.');
		if (input.attempt !== null)
			await sql.run(
				'INSERT INTO portal_activations (firm_id, invitation_id, attempt_hash, at) VALUES ($1, $2, $3, $4)',
				invitation.firm,
				invitation.id,
				sha256(input.attempt),
				deps.platform.now(),
			);
		const token = await openPortalSession(sql, deps.platform, client, agent, voice);
		return { kind: 'done', token, email: client.email };
	});
	if (result.kind === 'link' && result.problem === 'used') return (await repeated(deps, input, agent)) ?? result;
	return result;
}

/** Someone who has a password signs in with it and adds the invitation's accounts, in one step. */
export async function activateWithPassword(
	deps: PortalDeps,
	input: { token: string; password: string },
	agent: Agent,
	origin: Origin,
): Promise<ActivateResult> {
	const reading = await readInvitationLink(deps, input.token, origin);
	if (reading.kind !== 'open') return reading;
	const { invitation } = reading;
	const known = await clientOf(deps.database, invitation);
	const email = known?.email ?? invitation.email;
	const checked = await checkClientPassword(deps, invitation.firm, email, input.password, origin);
	if (checked.kind !== 'right') return checked;
	const { client } = checked;
	return deps.clientLog.decide(client.firm, async (sql, voice): Promise<ActivateResult> => {
		const used = await use(sql, deps, input.token, invitation, voice, origin);
		if (used !== null) return used;
		return { kind: 'done', token: await openPortalSession(sql, deps.platform, client, agent, voice), email: client.email };
	});
}

/** Adds the invitation's accounts for who is signed in already, if it is meant for them. */
export async function addAccounts(
	deps: PortalDeps,
	token: string,
	session: PortalSession,
	origin: Origin,
): Promise<ActivateResult> {
	const reading = await readInvitationLink(deps, token, origin);
	if (reading.kind !== 'open') return reading;
	const { invitation } = reading;
	const client = await clientOf(deps.database, invitation);
	const same = client === null ? [] : await sameContacts(deps.database, session.firm, client.contact);
	if (client === null || invitation.firm !== session.firm || !same.includes(session.contact))
		return { kind: 'other-person' };
	const { email } = client;
	return deps.clientLog.decide(session.firm, async (sql, voice): Promise<ActivateResult> => {
		return (await use(sql, deps, token, invitation, voice, origin)) ?? { kind: 'done', token: null, email };
	});
}

/** Uses the link up in the caller's transaction and says so in the log. @returns why it could not, or null */
async function use(
	sql: Sql,
	deps: PortalDeps,
	token: string,
	{ firm, id, contact }: Invitation,
	voice: Voice,
	origin: Origin,
): Promise<DeadInvitation | null> {
	const now = deps.platform.now();
	const accounts = await activateInvitation(sql, firm, id, now);
	if (accounts === null) {
		const again = toReading(await findByToken(sql, token, now));
		return again.kind === 'link' ? again : { kind: 'link', problem: 'used', firm };
	}
	voice.say({ id: deps.platform.uuid() as EventId, at: stampAt(now), type: 'invitation.activated', request: id, accounts });
	await writeAudit(sql, deps.platform, {
		firm,
		kind: 'portal.activated',
		staff: null,
		device: null,
		subject: contact,
		address: origin.address,
	});
	return null;
}

/** The answer to a try that succeeded before, if this is the very same try with the very same password; else null. */
async function repeated(
	deps: PortalDeps,
	input: { token: string; password: string; attempt: string | null },
	agent: Agent,
): Promise<ActivateResult | null> {
	const found = await findByToken(deps.database, input.token, deps.platform.now());
	if (input.attempt === null || found.state === 'unknown') return null;
	const { firm, id, email } = found.invitation;
	const row = await deps.database.get(
		'SELECT attempt_hash FROM portal_activations WHERE firm_id = $1 AND invitation_id = $2',
		firm,
		id,
	);
	if (!(row?.attempt_hash instanceof Uint8Array) || !sha256(input.attempt).equals(row.attempt_hash)) return null;
	const client = await findClientByEmail(deps.database, firm, email);
	if (client === null || !(await deps.hasher.verify(input.password, client.passwordHash))) return null;
	const token = await deps.clientLog.decide(firm, (sql, voice) => openPortalSession(sql, deps.platform, client, agent, voice));
	return { kind: 'done', token, email: client.email };
}

/** Who is invited, if they have a password: by the address, or by the contact, who may sign in with an older address. */
async function clientOf(sql: Sql, { firm, email, contact }: Invitation): Promise<Client | null> {
	return (await findClientByEmail(sql, firm, email)) ?? (await findClient(sql, firm, contact));
}

async function emailOf(sql: Sql, owner: { firm: FirmId; contact: ContactId }): Promise<string | null> {
	const row = await sql.get('SELECT email FROM portal_logins WHERE firm_id = $1 AND contact_id = $2', owner.firm, owner.contact);
	return row === null ? null : String(row.email);
}

/** A contact's first name, as the log says now; '' when there is none. */
export async function firstNameOf(sql: Sql, firm: FirmId, contact: ContactId): Promise<string> {
	return (await namesOf(sql, firm, contact))[0] ?? '';
}

async function namesOf(sql: Sql, firm: FirmId, contact: ContactId): Promise<string[]> {
	const row = await sql.get('SELECT first_name, last_name FROM client_contacts WHERE firm_id = $1 AND contact_id = $2', firm, contact);
	return row === null ? [] : [String(row.first_name), String(row.last_name)];
}

import { emailKey } from '../../src/lib/domain/email.ts';
import type { ContactId, FirmId } from '../../src/lib/domain/ids.ts';
import type { PasswordProblem } from '../../src/lib/domain/password.ts';
import type { Origin } from '../identity/identity-deps.ts';
import { createLink, readLink, useLink } from '../identity/one-time-links.ts';
import type { LinkProblem } from '../identity/passwords.ts';
import { enqueueMail } from '../mailer/outbox.ts';
import { writeAudit, type AuditKind } from '../observability/audit.ts';
import type { Sql } from '../store/sql.ts';
import { firstNameOf } from './activation.ts';
import { findClient, findClientByEmail, judgeClientPassword, storeClientPassword, type Client } from './clients.ts';
import type { PortalDeps } from './portal-deps.ts';
import { endPortalSessions, type PortalSession } from './sessions.ts';
import { checkClientPassword } from './sign-in.ts';

export type PortalResetResult =
	{ kind: 'done' } | { kind: 'link'; problem: LinkProblem } | { kind: 'password'; problem: PasswordProblem };

export type PortalChangeResult =
	| { kind: 'done' }
	| { kind: 'refused' }
	| { kind: 'throttled'; retryAfter: number }
	| { kind: 'password'; problem: PasswordProblem };

/**
 * Mails a link for a new password to a client who has one. Says nothing about whether there is one, and returns before the difference could be
 * measured (ASVS 6.3.8).
 */
export async function requestClientReset(deps: PortalDeps, firm: FirmId, email: string, origin: Origin): Promise<void> {
	const wait = await deps.throttle.enter([
		{ scope: 'mail', subject: emailKey(email) },
		{ scope: 'mail-sender', subject: origin.address },
	]);
	if (wait > 0) return;
	mailReset(deps, firm, email, origin).catch((error: unknown) => deps.log.error('portal.forgotten-failed', error));
}

async function mailReset(deps: PortalDeps, firm: FirmId, email: string, origin: Origin): Promise<void> {
	const client = await findClientByEmail(deps.database, firm, email);
	if (client === null) return;
	const { shown } = await deps.firms.read(deps.database, firm);
	await deps.database.transaction(async (sql) => {
		const { id } = await createLink(sql, deps, { firm, kind: 'portal-reset', subject: client.contact });
		await enqueueMail(sql, deps.platform, {
			firm,
			to: client.email,
			locale: client.locale,
			content: { kind: 'portal-reset', firmName: shown.name, name: await firstNameOf(sql, firm, client.contact) },
			link: id,
			dedupeKey: `portal-reset:${id}`,
		});
		await audit(sql, deps, client, 'portal.password-forgotten', origin);
	});
}

/** Whom a link for a new password is for, without using it. */
export async function readClientReset(
	deps: PortalDeps,
	token: string,
): Promise<{ kind: 'open'; client: Client } | { kind: 'link'; problem: LinkProblem }> {
	const reading = await readLink(deps.database, deps.platform.now(), 'portal-reset', token);
	if (reading.state !== 'open') return { kind: 'link', problem: reading.state };
	const client = await findClient(deps.database, reading.firm, reading.subject as ContactId);
	return client === null ? { kind: 'link', problem: 'revoked' } : { kind: 'open', client };
}

/** Sets a new password with a mailed link. It ends every session and opens none. A password that breaks the rules leaves the link good. */
export async function resetClientPassword(
	deps: PortalDeps,
	token: string,
	password: string,
	origin: Origin,
): Promise<PortalResetResult> {
	const found = await readClientReset(deps, token);
	if (found.kind === 'link') return found;
	const { client } = found;
	const problem = await judge(deps, client, password);
	if (problem !== null) return { kind: 'password', problem };
	const passwordHash = await deps.hasher.hash(password);
	return deps.database.transaction(async (sql): Promise<PortalResetResult> => {
		const link = await readLink(sql, deps.platform.now(), 'portal-reset', token);
		if (link.state !== 'open' || !(await useLink(sql, deps.platform.now(), link.id)))
			return { kind: 'link', problem: link.state === 'open' ? 'used' : link.state };
		await store(sql, deps, client, passwordHash, null);
		await deps.throttle.settle(sql, [{ scope: 'client', subject: `${client.firm} ${emailKey(client.email)}` }], 'success');
		await audit(sql, deps, client, 'portal.password-reset', origin);
		return { kind: 'done' };
	});
}

/** Changes the password of a signed-in client, who gives the current one; their other sessions end. */
export async function changeClientPassword(
	deps: PortalDeps,
	session: PortalSession,
	current: string,
	password: string,
	origin: Origin,
): Promise<PortalChangeResult> {
	const known = await findClient(deps.database, session.firm, session.contact);
	if (known === null) return { kind: 'refused' };
	const checked = await checkClientPassword(deps, session.firm, known.email, current, origin);
	if (checked.kind !== 'right') return checked;
	const { client } = checked;
	const problem = await judge(deps, client, password);
	if (problem !== null) return { kind: 'password', problem };
	const passwordHash = await deps.hasher.hash(password);
	await deps.database.transaction(async (sql) => {
		await store(sql, deps, client, passwordHash, session.id);
		await audit(sql, deps, client, 'portal.password-changed', origin);
	});
	return { kind: 'done' };
}

async function judge(deps: PortalDeps, client: Client, password: string): Promise<PasswordProblem | null> {
	const { shown } = await deps.firms.read(deps.database, client.firm);
	return judgeClientPassword(password, client.email, [shown.name, await firstNameOf(deps.database, client.firm, client.contact)]);
}

/** Stores a password, ends the other sessions, and tells the client by mail (ASVS 6.3.7). */
async function store(sql: Sql, deps: PortalDeps, client: Client, passwordHash: string, keep: string | null): Promise<void> {
	const { platform } = deps;
	const { shown } = await deps.firms.read(sql, client.firm);
	await storeClientPassword(sql, client, passwordHash);
	await endPortalSessions(sql, platform.now(), client, keep);
	await enqueueMail(sql, platform, {
		firm: client.firm,
		to: client.email,
		locale: client.locale,
		content: {
			kind: 'portal-password-changed',
			firmName: shown.name,
			name: await firstNameOf(sql, client.firm, client.contact),
			at: platform.now(),
		},
		link: null,
		dedupeKey: `portal-password-changed:${platform.uuid()}`,
	});
}

async function audit(sql: Sql, deps: PortalDeps, client: Client, kind: AuditKind, origin: Origin): Promise<void> {
	await writeAudit(sql, deps.platform, {
		firm: client.firm,
		kind,
		staff: null,
		device: null,
		subject: client.contact,
		address: origin.address,
	});
}

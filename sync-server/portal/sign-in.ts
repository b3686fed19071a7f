import { emailKey } from '../../src/lib/domain/email.ts';
import type { FirmId } from '../../src/lib/domain/ids.ts';
import type { Origin } from '../identity/identity-deps.ts';
import type { ThrottleSubject } from '../identity/throttle.ts';
import { writeAudit } from '../observability/audit.ts';
import { findClient, findClientByEmail, storeClientPassword, type Client } from './clients.ts';
import type { PortalDeps } from './portal-deps.ts';
import { endPortalSession, openPortalSession, type Agent, type PortalSession } from './sessions.ts';

export type PasswordCheck =
	| { kind: 'right'; client: Client }
	/** One answer for an unknown address and a wrong password (ASVS 6.3.8). */
	| { kind: 'refused' }
	| { kind: 'throttled'; retryAfter: number };

/**
 * Checks a client's password. Takes as long for an address that nobody has; failures are counted by address, known or not, and by network.
 * @throws HashingBusy
 */
export async function checkClientPassword(
	deps: PortalDeps,
	firm: FirmId,
	email: string,
	password: string,
	origin: Origin,
): Promise<PasswordCheck> {
	const { database, platform } = deps;
	const subjects: ThrottleSubject[] = [
		{ scope: 'client', subject: `${firm} ${emailKey(email)}` },
		{ scope: 'address', subject: origin.address },
	];
	const retryAfter = await deps.throttle.enter(subjects);
	if (retryAfter > 0) return { kind: 'throttled', retryAfter };
	const client = await findClientByEmail(database, firm, email);
	const matches = await deps.hasher.verify(password, client?.passwordHash ?? null);
	const rehashed =
		matches && client !== null && deps.hasher.isOutdated(client.passwordHash) ? await deps.hasher.hash(password) : null;
	return database.transaction(async (sql): Promise<PasswordCheck> => {
		const now = client === null ? null : await findClient(sql, firm, client.contact);
		// Changed while it was checked: then it is not the password any more.
		if (!matches || client === null || now === null || now.passwordHash !== client.passwordHash) {
			await writeAudit(sql, platform, {
				firm,
				kind: 'portal.sign-in-refused',
				staff: null,
				device: null,
				subject: emailKey(email).slice(0, 254),
				address: origin.address,
			});
			return { kind: 'refused' };
		}
		await deps.throttle.settle(sql, subjects, 'success');
		if (rehashed !== null) await storeClientPassword(sql, now, rehashed);
		return { kind: 'right', client: rehashed === null ? now : { ...now, passwordHash: rehashed } };
	});
}

/** Signs a client in: a new session. @throws HashingBusy */
export async function signInClient(
	deps: PortalDeps,
	input: { firm: FirmId; email: string; password: string },
	agent: Agent,
	origin: Origin,
): Promise<{ kind: 'done'; token: string } | Exclude<PasswordCheck, { kind: 'right' }>> {
	const checked = await checkClientPassword(deps, input.firm, input.email, input.password, origin);
	if (checked.kind !== 'right') return checked;
	const { client } = checked;
	const token = await deps.clientLog.decide(client.firm, async (sql, voice) => {
		await audit(sql, deps, client, 'portal.sign-in', origin);
		return openPortalSession(sql, deps.platform, client, agent, voice);
	});
	return { kind: 'done', token };
}

/** Ends the session of a call. */
export async function signOutClient(deps: PortalDeps, session: PortalSession, origin: Origin): Promise<void> {
	await deps.database.transaction(async (sql) => {
		await endPortalSession(sql, deps.platform.now(), session, session.id);
		await audit(sql, deps, session, 'portal.sign-out', origin);
	});
}

async function audit(
	sql: Parameters<typeof writeAudit>[0],
	deps: PortalDeps,
	who: Pick<Client, 'firm' | 'contact'>,
	kind: 'portal.sign-in' | 'portal.sign-out',
	origin: Origin,
): Promise<void> {
	await writeAudit(sql, deps.platform, {
		firm: who.firm,
		kind,
		staff: null,
		device: null,
		subject: who.contact,
		address: origin.address,
	});
}

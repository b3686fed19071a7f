import { documentKind, parseDocumentName, type DocumentName } from '../../src/lib/domain/document-name.ts';
import type { AccountId, ContactId, DeviceId, FirmId, InvitationId } from '../../src/lib/domain/ids.ts';
import type { Withdrawal } from '../../src/lib/domain/invitation.ts';
import { unpackEvent, type Event } from '../../src/lib/protocol/events/event.ts';
import { rewriteMail } from '../mailer/outbox.ts';
import type { NewRow } from '../store/log-store.ts';
import type { Sql } from '../store/sql.ts';
import type { FollowAppend } from '../sync/append-queue.ts';
import { refreshAccounts, refreshContacts, type ClientChange } from './client-records.ts';
import { invitationContent } from './client-facts.ts';
import { decideRequest, MAIL_HOLD, type DecideDeps } from './decide-request.ts';
import { eraseClients } from './erase-clients.ts';
import { endInvitations, findInvitation } from './invitation-store.ts';
import { settleAccount, settleContact } from './settle-merges.ts';
import { newFolders, tellOfFolders } from './folder-notices.ts';
import { tellClients } from './notices.ts';
import { recoverFact } from './recover-fact.ts';
import { relaySays } from './relay-says.ts';
import { tellStaff } from './staff-mails.ts';

export interface FollowDeps extends DecideDeps {
	/** A mail may be due soon. Called within the transaction, which may yet fail: a hint to look, no more. */
	mailWritten(): void;
}

/**
 * What the relay does about what was appended, in the same transaction: it notes who may see what, ends invitations whose reason is gone, and
 * decides on requests. So there is no moment at which the log says one thing and access another.
 */
export function createFollow(deps: FollowDeps): FollowAppend {
	return async (sql, { firm, rows, supplied, erased, now }) => {
		if (erased.size > 0) await eraseClients(sql, firm, erased);
		const changes = await refreshRecords(sql, firm, rows, supplied);
		const said: Event[] = [];
		for (const change of changes) said.push(...(await withdraw(sql, deps, firm, change, now)));
		if (changes.length > 0) await tellClients(sql, deps.platform, firm, changes);
		const events = rows.flatMap((row) => {
			const event = row.kind === 'event' ? unpackEvent(row.body) : 'unknown';
			return typeof event === 'string' ? [] : [{ event, row }];
		});
		for (const { event, row } of events) {
			if (supplied.has(row.group)) said.push(...(await recoverFact(sql, deps, firm, event)));
			else said.push(...(await followEvent(sql, deps, firm, event, row, now)));
		}
		const folders = newFolders(events.filter(({ row }) => !supplied.has(row.group)).map(({ event }) => event));
		await tellOfFolders(sql, deps.platform, firm, folders);
		for (const event of [...said]) await tellStaff(sql, deps.platform, firm, event);
		await holdMails(sql, firm, rows, now);
		if (said.length > 0 || changes.length > 0 || folders.size > 0) deps.mailWritten();
		return said;
	};
}

const NOTHING_CHANGED = { changes: [], relinked: [] };

async function refreshRecords(sql: Sql, firm: FirmId, rows: readonly NewRow[], supplied: ReadonlySet<string>): Promise<ClientChange[]> {
	const accounts = new Set<AccountId>();
	const contacts = new Set<ContactId>();
	const brought = new Map<DocumentName, DeviceId>();
	for (const row of rows) {
		const name = row.kind === 'update' ? parseDocumentName(row.name) : null;
		const kind = name === null ? null : documentKind(name);
		if (name !== null && row.device !== null && !supplied.has(row.group)) brought.set(name, row.device);
		if (kind?.kind === 'account') accounts.add(kind.id);
		if (kind?.kind === 'contact') contacts.add(kind.id);
	}
	const { changes, relinked } = contacts.size === 0 ? NOTHING_CHANGED : await refreshContacts(sql, firm, [...contacts], brought);
	return [...changes, ...(await refreshAccounts(sql, firm, [...new Set([...accounts, ...relinked])], brought))];
}

async function withdraw(sql: Sql, deps: FollowDeps, firm: FirmId, change: ClientChange, now: number): Promise<Event[]> {
	switch (change.kind) {
		case 'account-closed':
			return end(sql, deps, firm, { account: change.account }, change.why, now);
		case 'login-off':
			return end(sql, deps, firm, { account: change.account, contact: change.contact }, change.why, now);
		case 'contact-gone':
			return end(sql, deps, firm, { contact: change.contact }, change.why, now);
		case 'email-changed':
			return end(sql, deps, firm, { contact: change.contact }, 'email-changed', now);
		case 'account-opened':
		case 'login-on':
			return [];
		case 'contact-merged':
			return settleContact(sql, deps.platform, firm, change.contact, now);
		case 'account-merged':
			return settleAccount(sql, deps.platform, firm, change.account, now);
		case 'alike': {
			const { record, others, by } = change;
			return [relaySays(deps.platform)({ type: 'client.alike', record, others, by })];
		}
	}
}

async function end(
	sql: Sql,
	deps: FollowDeps,
	firm: FirmId,
	which: { account?: AccountId; contact?: ContactId; invitation?: InvitationId },
	reason: Withdrawal,
	now: number,
): Promise<Event[]> {
	const says = relaySays(deps.platform);
	return (await endInvitations(sql, firm, which, reason, now)).map(({ invitation, accounts }) =>
		says({ type: 'invitation.withdrawn', request: invitation, accounts, reason }),
	);
}

async function followEvent(
	sql: Sql,
	deps: FollowDeps,
	firm: FirmId,
	event: Event,
	row: NewRow,
	now: number,
): Promise<Event[]> {
	switch (event.type) {
		case 'invitation.requested':
			return decideRequest(sql, deps, firm, event, row.device);
		case 'invitation.cancelled':
			return end(sql, deps, firm, { invitation: event.request }, 'cancelled', now);
		case 'invitation.edited':
			await editMessage(sql, firm, event.request, event.message, now);
			return [];
		case 'invitation.activated':
		case 'invitation.bounced':
		case 'client.signedUp':
			// The relay's own word, in the transaction that made it true: staff are told by mail.
			await tellStaff(sql, deps.platform, firm, event);
			return [];
		default:
			return [];
	}
}

/** The mail carries what its asker wrote last, if it has not left. */
async function editMessage(sql: Sql, firm: FirmId, id: InvitationId, message: string, now: number): Promise<void> {
	const reading = await findInvitation(sql, firm, id, now);
	if (reading.state !== 'open') return;
	const mail = await sql.get(
		"SELECT id FROM mail_outbox WHERE firm_id = $1 AND invitation_id = $2 AND state = 'waiting'",
		firm,
		id,
	);
	if (mail === null) return;
	const content = await invitationContent(sql, { ...reading.invitation, message });
	if (!(await rewriteMail(sql, now, String(mail.id), content))) return;
	await sql.run('UPDATE invitations SET message = $3 WHERE firm_id = $1 AND id = $2', firm, id, message);
}

/** New invitations' mails wait as long as their device still has something to say: it may be that the mail is not wanted any more. */
async function holdMails(sql: Sql, firm: FirmId, rows: readonly NewRow[], now: number): Promise<void> {
	for (const device of new Set(rows.map((row) => row.device))) {
		if (device === null) continue;
		await sql.run(
			`UPDATE mail_outbox SET next_at = $3 WHERE state = 'waiting' AND attempts = 0 AND next_at > $4 AND invitation_id IN
			(SELECT id FROM invitations WHERE firm_id = $1 AND device_id = $2 AND state = 'open' AND created_at > $5)`,
			firm,
			device,
			now + MAIL_HOLD,
			now,
			now - MAX_HOLD,
		);
	}
}

/** However much a device has to say, a mail waits no longer than this, in ms. */
const MAX_HOLD = 60_000;

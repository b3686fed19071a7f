import { stampTime } from '../domain/clock.ts';
import { documentKind } from '../domain/document-name.ts';
import type { AccountId, ContactId, EventId, InvitationId } from '../domain/ids.ts';
import type { AccessState, InvitationFact } from '../domain/invitation.ts';
import { accessOf, foldInvitation, noFacts, type InvitationFacts } from '../domain/invitation-fold.ts';
import type { Event } from '../protocol/events/event.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { AccessRow, InboxRow, InvitationRow } from '../storage/client-rows.ts';
import type { AccountRow } from '../storage/rows.ts';
import { signedIn } from './facets.ts';
import type { Pass } from './pass.ts';

/** Rows say nothing of the time: whether an invitation has expired is for whoever reads them to see. */
const NO_TIME = -Infinity;

/** Takes in what events say of invitations and of clients. Returns the accounts and the contacts that they are about. */
export async function foldEvents(
	tx: BookTransaction,
	events: readonly Event[],
): Promise<{ accounts: ReadonlySet<AccountId>; contacts: ReadonlySet<ContactId> }> {
	const byRequest = new Map<InvitationId, InvitationFact[]>();
	const inbox: InboxRow[] = [];
	for (const event of events) {
		if (isInvitationFact(event)) byRequest.set(event.request, [...(byRequest.get(event.request) ?? []), event]);
		const entry = clientEntry(event);
		if (entry !== null) inbox.push(entry);
	}
	const touched = new Set<AccountId>();
	if (byRequest.size > 0) {
		const requests = [...byRequest.keys()];
		const known = await tx.invitations.getMany(requests);
		const rows = requests.map((request, i): InvitationRow => {
			const facts = (byRequest.get(request) ?? []).reduce(foldInvitation, known[i]?.facts ?? noFacts(request));
			return { request, contact: facts.asked?.contact ?? '', facts };
		});
		await tx.invitations.putMany(rows);
		for (const { facts } of rows) {
			for (const account of facts.asked?.accounts ?? []) touched.add(account);
			inbox.push(...invitationEntries(facts));
		}
	}
	if (inbox.length > 0) await tx.inbox.putMany(inbox);
	return { accounts: touched, contacts: await foldSignIns(tx, events) };
}

/** Keeps the latest sign-in of each client. Returns whose is later than what was known. */
async function foldSignIns(tx: BookTransaction, events: readonly Event[]): Promise<ReadonlySet<ContactId>> {
	const latest = new Map<ContactId, number>();
	for (const event of events) {
		if (event.type === 'client.signedIn') latest.set(event.contact, Math.max(stampTime(event.at), latest.get(event.contact) ?? 0));
	}
	if (latest.size === 0) return new Set();
	const known = await tx.signIns.getMany([...latest.keys()]);
	const later = [...latest].map(([contact, at]) => ({ contact, at })).filter(({ at }, i) => at > (known[i]?.at ?? 0));
	await tx.signIns.putMany(later);
	return new Set(later.map(({ contact }) => contact));
}

/**
 * Makes the rows of who may see what: of accounts that changed, and of those that events were about. An account whose contacts have no LOGIN, and
 * had none, costs nothing.
 */
export async function projectAccess(tx: BookTransaction, pass: Pass, told: ReadonlySet<AccountId>): Promise<void> {
	const accounts = new Map<AccountId, AccountRow>();
	for (const row of pass.changedAccounts()) accounts.set(row.id, row);
	for (const id of told) {
		const row = pass.account(id);
		if (row !== undefined) accounts.set(id, row);
	}
	const concerned = [...accounts.values()].filter((row) => row.access.length > 0 || withLogin(row).length > 0);
	if (concerned.length === 0) return;
	const contacts = [...new Set(concerned.flatMap((row) => withLogin(row)))];
	await pass.load([], contacts);
	const requests = await tx.invitations.ofContacts(contacts.flatMap((id) => [id, ...(pass.contact(id)?.merged ?? [])]));
	const before = await tx.access.ofAccounts(concerned.filter((row) => row.access.length > 0).map(({ id }) => id));
	const signIns = await lastSignIns(tx, pass, contacts);
	const rows: AccessRow[] = [];
	for (const account of concerned) {
		const own = withLogin(account).map((contact) => accessRow(account, contact, pass, requests, signIns.get(contact)));
		rows.push(...own);
		const now = withAccess(account, own);
		if (now !== account) pass.setAccount(now);
	}
	const kept = new Set(rows.map(({ id }) => id));
	for (const { id } of before) if (!kept.has(id)) await tx.access.delete(id);
	await tx.access.putMany(rows);
	await tellContacts(tx, pass, [...new Set([...before, ...rows].map(({ contact }) => contact))]);
}

/** Puts on the contacts' own rows what their access has come to, over all their accounts. */
export async function tellContacts(tx: BookTransaction, pass: Pass, contacts: readonly ContactId[]): Promise<void> {
	await pass.load([], contacts);
	const rows = Map.groupBy(await tx.access.ofContacts(contacts), ({ contact }) => contact);
	for (const id of contacts) {
		const contact = pass.contact(id);
		if (contact === undefined) continue;
		const now = withAccess(contact, rows.get(id) ?? []);
		if (now !== contact) pass.setContact(now);
	}
}

/** When these were last let into the portal, themselves or as a contact that was merged into them. */
async function lastSignIns(tx: BookTransaction, pass: Pass, contacts: readonly ContactId[]): Promise<ReadonlyMap<ContactId, number>> {
	const people = contacts.flatMap((id) => [id, ...(pass.contact(id)?.merged ?? [])].map((known) => ({ id, known })));
	const rows = await tx.signIns.getMany(people.map(({ known }) => known));
	const latest = new Map<ContactId, number>();
	for (const [i, { id }] of people.entries()) {
		const at = rows[i]?.at;
		if (at !== undefined) latest.set(id, Math.max(at, latest.get(id) ?? 0));
	}
	return latest;
}

/** A record's row with what its access has come to; the same row where that is nothing new. */
function withAccess<Row extends Pick<AccountRow, 'access' | 'lastSignIn'>>(row: Row, own: readonly AccessRow[]): Row {
	const access = statesOf(own);
	const last = Math.max(...own.map(({ lastSignIn }) => lastSignIn ?? -Infinity));
	const lastSignIn = last === -Infinity ? undefined : last;
	if (access.join() === row.access.join() && lastSignIn === row.lastSignIn) return row;
	const { lastSignIn: _, ...rest } = row;
	return { ...rest, access, ...signedIn(lastSignIn) } as Row;
}

/** Each state once, in one order everywhere. */
function statesOf(rows: readonly AccessRow[]): AccessState[] {
	return [...new Set(rows.map(({ state }) => state))].sort();
}

/** An account's contacts with LOGIN; none of an account that is not in use. */
function withLogin(row: AccountRow): ContactId[] {
	return row.status === 'active' ? row.links.filter(({ login }) => login).map(({ contact }) => contact) : [];
}

function accessRow(
	account: AccountRow,
	contact: ContactId,
	pass: Pass,
	requests: readonly InvitationRow[],
	lastSignIn: number | undefined,
): AccessRow {
	const person = pass.contact(contact);
	const people: InvitationRow['contact'][] = [contact, ...(person?.merged ?? [])];
	const accounts = [account.id, ...(account.merged ?? [])];
	const own = requests.filter((row) => people.includes(row.contact) && row.facts.asked?.accounts.some((id) => accounts.includes(id)));
	const access = accessOf(
		own.map(({ facts }) => facts),
		accounts,
		true,
		NO_TIME,
	);
	const shown = own.find(({ request }) => request === access.request)?.facts;
	return {
		...access,
		id: `${account.id}/${contact}`,
		account: account.id,
		contact,
		accountName: account.name,
		contactName: person?.name ?? '',
		email: person?.email ?? '',
		reply: shown?.bounced?.reply ?? '',
		...signedIn(lastSignIn),
	};
}

function isInvitationFact(event: Event): event is Event & InvitationFact {
	return event.type.startsWith('invitation.');
}

/** What the one who asked is told of a request. */
function invitationEntries(facts: InvitationFacts): InboxRow[] {
	const { asked, request } = facts;
	if (asked === null) return [];
	const entry = (
		kind: InboxRow['kind'],
		word: { id: EventId; at: number },
		account: string | undefined,
		detail = '',
	): InboxRow => ({
		id: word.id,
		kind,
		at: stampTime(word.at as Parameters<typeof stampTime>[0]),
		staff: asked.staff,
		account: (account ?? asked.accounts[0] ?? null) as AccountId | null,
		contact: asked.contact,
		request,
		detail,
		matches: [],
	});
	// One for each event, however many accounts it names.
	const entries = new Map<EventId, InboxRow>();
	for (const [account, word] of Object.entries(facts.activated))
		if (!entries.has(word.id)) entries.set(word.id, entry('activated', word, account));
	for (const [account, word] of Object.entries(facts.refused))
		if (!entries.has(word.id)) entries.set(word.id, entry('refused', word, account, word.reason));
	for (const [account, word] of Object.entries(facts.duplicate))
		if (!entries.has(word.id)) entries.set(word.id, entry('duplicate', word, account));
	if (facts.bounced !== null)
		entries.set(facts.bounced.id, entry('bounced', facts.bounced, undefined, facts.bounced.reply));
	return [...entries.values()];
}

/** Two records of one client may have met. `detail`: what they have in common, `email` or `siren`. */
function alikeEntry(event: Extract<Event, { type: 'client.alike' }>): InboxRow {
	const kind = documentKind(event.record);
	return {
		id: event.id,
		kind: 'alike',
		at: stampTime(event.at),
		staff: null,
		account: kind.kind === 'account' ? kind.id : null,
		contact: kind.kind === 'contact' ? kind.id : null,
		request: null,
		detail: event.by,
		matches: event.others.map(documentKind).flatMap((other) => (other.kind === 'contact' ? other.id : [])),
	};
}

/** What everybody is told of a client, and whoever imported of their import. */
function clientEntry(event: Event): InboxRow | null {
	if (event.type === 'client.alike') return alikeEntry(event);
	if (event.type === 'import.finished') return importEntry(event);
	if (event.type === 'client.linkWanted') return linkWantedEntry(event);
	if (event.type === 'record.erased') return erasedEntry(event);
	if (event.type !== 'client.signedUp' && event.type !== 'client.unsubscribed') return null;
	const common = {
		id: event.id,
		at: stampTime(event.at),
		staff: null,
		account: event.account,
		contact: event.contact,
		request: null,
	};
	return event.type === 'client.signedUp'
		? { ...common, kind: 'signed-up', detail: event.email, matches: event.matches }
		: { ...common, kind: 'unsubscribed', detail: '', matches: [] };
}

function importEntry({ id, at, import: of, staff, file, accounts, contacts, changed, refused }: Extract<Event, { type: 'import.finished' }>): InboxRow {
	const about = { account: null, contact: null, request: null, detail: file, matches: [] };
	return { id, kind: 'imported', at: stampTime(at), staff, ...about, imported: { import: of, accounts, contacts, changed, refused } };
}

/** Everybody is told that something was erased, by whom and how much; nothing says what. */
function erasedEntry({ id, at, staff, documents }: Extract<Event, { type: 'record.erased' }>): InboxRow {
	const about = { account: null, contact: null, request: null, matches: [] };
	return { id, kind: 'erased', at: stampTime(at), staff: null, ...about, detail: String(documents.length), by: staff };
}

/** Whoever invited a client is told that their link is dead; everybody, when that person has left the firm. */
function linkWantedEntry({ id, at, account, contact, request, staff }: Extract<Event, { type: 'client.linkWanted' }>): InboxRow {
	return { id, kind: 'link-wanted', at: stampTime(at), staff, account, contact, request, detail: '', matches: [] };
}

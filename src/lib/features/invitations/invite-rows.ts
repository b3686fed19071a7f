import type { Queries } from '$lib/app/carnet.ts';
import { readEmail } from '$lib/domain/email.ts';
import type { AccountId, ContactId } from '$lib/domain/ids.ts';
import { RESEND_PAUSE, type AccessState, type InviteRefusal } from '$lib/domain/invitation.ts';
import type { AccessLine, AccountRow, ContactRow } from '$lib/queries/rows.ts';
import type { InviteAsk, InvitePair } from './invite-requests.svelte.ts';

/** Why somebody can't be invited, as far as this device knows; `queued`: they are being invited. */
export type InviteObstacle = Extract<
	InviteRefusal,
	'no-email' | 'staff-address' | 'archived' | 'already-active' | 'too-soon' | 'no-access'
> | 'queued';

/** A person and an account in the invitation dialog. */
export interface InviteRow {
	id: AccessLine['id'];
	contact: ContactRow;
	account: AccountRow;
	/** `off`: an invitation would switch LOGIN on. */
	state: AccessState;
	obstacle: InviteObstacle | null;
	/** When the brake ends (ms since 1970). */
	until: number | null;
}

export interface InviteRowDeps {
	queries: Pick<Queries, 'accountsById' | 'contactsById' | 'accessById'>;
	/** ms since 1970 */
	now(): number;
	isStaffEmail(email: string): boolean;
}

/** Everybody whom a question is about. */
export interface InvitePeople {
	rows: InviteRow[];
	/** The names of those who belong to no account: there is nothing to invite them to. */
	alone: string[];
}

/** Reads everybody whom a question is about, each with what stands in the way of inviting them. */
export async function readInvitePeople(
	ask: InviteAsk,
	{ queries, now, isStaffEmail }: InviteRowDeps,
): Promise<InvitePeople> {
	const { pairs, accounts, contacts } = await readRecords(ask, queries);
	const open = pairs.filter(({ account, contact }) => linkOf(accounts.get(account), contact)?.login === true);
	const lines = new Map((await queries.accessById(open.map(rowId))).map((line) => [line.id, line]));
	const rows = pairs.flatMap((pair): InviteRow[] => {
		const [account, contact] = [accounts.get(pair.account), contacts.get(pair.contact)];
		if (account === undefined || contact === undefined || contact.status === 'deleted') return [];
		if (linkOf(account, contact.id) === undefined) return [];
		const line = lines.get(rowId(pair));
		const state = line?.state ?? 'off';
		return [{ id: rowId(pair), contact, account, state, ...obstacleOf(account, contact, line, now(), isStaffEmail) }];
	});
	const asked = ask.of === 'contact' || ask.of === 'contacts' ? [...contacts.values()] : [];
	return { rows, alone: asked.filter(({ accounts }) => accounts.length === 0).map(({ name }) => name) };
}

function rowId({ account, contact }: InvitePair): AccessLine['id'] {
	return `${account}/${contact}`;
}

function linkOf(account: AccountRow | undefined, contact: ContactId) {
	return account?.links.find((link) => link.contact === contact);
}

async function readRecords(ask: InviteAsk, queries: InviteRowDeps['queries']) {
	const byId = <Row extends { id: string }>(rows: readonly Row[]) => new Map<string, Row>(rows.map((row) => [row.id, row]));
	if (ask.of === 'account' || ask.of === 'accounts') {
		const accounts = await queries.accountsById(ask.of === 'account' ? [ask.account] : [...(await ask.ids())]);
		const pairs = accounts.flatMap(({ id, contactIds }) => contactIds.map((contact) => ({ account: id, contact })));
		return { pairs, accounts: byId(accounts), contacts: byId(await queries.contactsById(unique(pairs, 'contact'))) };
	}
	if (ask.of === 'contact' || ask.of === 'contacts') {
		const contacts = await queries.contactsById(ask.of === 'contact' ? [ask.contact] : [...(await ask.ids())]);
		const pairs = contacts.flatMap(({ id, accounts }) => accounts.map((account) => ({ account, contact: id })));
		return { pairs, accounts: byId(await queries.accountsById(unique(pairs, 'account'))), contacts: byId(contacts) };
	}
	const pairs = await ask.pairs();
	const [accounts, contacts] = await Promise.all([
		queries.accountsById(unique(pairs, 'account')),
		queries.contactsById(unique(pairs, 'contact')),
	]);
	return { pairs, accounts: byId(accounts), contacts: byId(contacts) };
}

function unique<Key extends keyof InvitePair>(pairs: readonly InvitePair[], key: Key): InvitePair[Key][] {
	return [...new Set(pairs.map((pair) => pair[key]))];
}

function obstacleOf(
	account: AccountRow,
	contact: ContactRow,
	line: AccessLine | undefined,
	now: number,
	isStaffEmail: (email: string) => boolean,
): Pick<InviteRow, 'obstacle' | 'until'> {
	const because = (obstacle: InviteObstacle, until: number | null = null) => ({ obstacle, until });
	if (account.status !== 'active') return because('archived');
	if (contact.status !== 'active') return because('no-access');
	const reading = readEmail(contact.email);
	if (reading.kind !== 'address' || reading.address !== contact.email) return because('no-email');
	if (isStaffEmail(contact.email)) return because('staff-address');
	if (line?.state === 'activated') return because('already-active');
	if (line?.state === 'queued') return because('queued');
	const braked = line !== undefined && line.lastMail !== null && line.state !== 'withdrawn';
	if (braked && (line.lastMail ?? 0) + RESEND_PAUSE > now) return because('too-soon', (line.lastMail ?? 0) + RESEND_PAUSE);
	return { obstacle: null, until: null };
}

/** The accounts of each person among some rows: one mail for each of them. */
export function toInvitees(rows: readonly InviteRow[]): { contact: ContactId; accounts: AccountId[] }[] {
	const people = new Map<ContactId, AccountId[]>();
	for (const { contact, account } of rows) people.set(contact.id, [...(people.get(contact.id) ?? []), account.id]);
	return [...people].map(([contact, accounts]) => ({ contact, accounts }));
}

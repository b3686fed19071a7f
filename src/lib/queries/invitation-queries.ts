import { Dexie } from 'dexie';
import { stampTime } from '../domain/clock.ts';
import type { InboxMark } from '../domain/inbox.ts';
import type { AccountId, ContactId, StaffId } from '../domain/ids.ts';
import type { AccessState } from '../domain/invitation.ts';
import { invitationState, messageOf, type InvitationFacts } from '../domain/invitation-fold.ts';
import type { BookDatabase } from '../storage/dexie-store.ts';
import type { AccessRow, InboxRow } from '../storage/client-rows.ts';
import { live } from './live.ts';
import { present, presentOf } from './present.ts';
import type { Queries } from './queries.ts';
import type { AccessLine, InboxEntry, InvitationLine, PendingCounts, PendingState } from './rows.ts';

/** Still to be dealt with: everybody who has LOGIN and is not active. */
const PENDING: readonly PendingState[] = [
	'not-invited',
	'queued',
	'accepted',
	'sent',
	'bounced',
	'expired',
	'refused',
	'withdrawn',
	'replaced',
];

/** An invitation that waits for its client: with time it becomes `expired`. */
const OPEN = ['accepted', 'sent'] as const;

type InvitationQueries = Pick<
	Queries,
	'accessOf' | 'accessById' | 'invitationsOf' | 'pendingActivation' | 'pendingCounts' | 'inbox' | 'inboxMarks'
>;

/** What invitations have come to, from the rows that projections made. @param now ms since 1970 */
export function invitationQueries(database: BookDatabase, staff: StaffId, now: () => number): InvitationQueries {
	return {
		accessOf: (of) => live(async () => (await accessRows(database, of)).map((row) => toLine(row, now()))),
		accessById: async (ids) => (await presentOf(database.access, ids)).map((row) => toLine(row, now())),
		invitationsOf: (of) =>
			live(async () => {
				const account = 'account' in of ? await database.accounts.get(of.account) : undefined;
				const people = present(await database.contacts.bulkGet('contact' in of ? [of.contact] : (account?.contactIds ?? [])));
				const contacts = people.flatMap((row) => [row.id, ...(row.merged ?? [])]);
				const rows = await database.invitations.where('contact').anyOf(contacts).toArray();
				const only = account === undefined ? null : [account.id, ...(account.merged ?? [])];
				return rows
					.flatMap(({ facts }) => toLines(facts, only, now()))
					.sort((a, b) => b.askedAt - a.askedAt || (a.request < b.request ? 1 : -1));
			}),
		pendingActivation: ({ states }) =>
			live(async () => {
				const wanted = new Set<AccessState>(states ?? PENDING);
				const rows = await database.access.where('state').anyOf(PENDING).toArray();
				return rows.map((row) => toLine(row, now())).filter((line) => wanted.has(line.state));
			}),
		pendingCounts: () => live(() => pendingCounts(database, now())),
		inbox: (limit) => live(async () => toEntries(database, await inboxRows(database, staff, limit))),
		inboxMarks: (limit) => live(async () => (await inboxRows(database, staff, limit)).map(toMark)),
	};
}

/** Counts by the index, without reading a row: the tab that shows it stands beside every list of accounts. */
async function pendingCounts(database: BookDatabase, now: number): Promise<PendingCounts> {
	const counted = await Promise.all(
		PENDING.map(async (state) => [state, await database.access.where('state').equals(state).count()] as const),
	);
	const states: Map<PendingState, number> = new Map(counted);
	for (const open of OPEN) {
		const over = await database.access
			.where('[state+expiresAt]')
			.between([open, Dexie.minKey], [open, now], true, true)
			.count();
		states.set(open, (states.get(open) ?? 0) - over);
		states.set('expired', (states.get('expired') ?? 0) + over);
	}
	const present = [...states].filter(([, count]) => count > 0);
	return { total: present.reduce((sum, [, count]) => sum + count, 0), states: Object.fromEntries(present) };
}

function accessRows(database: BookDatabase, of: { account: AccountId } | { contact: ContactId }): Promise<AccessRow[]> {
	return 'account' in of
		? database.access.where('account').equals(of.account).toArray()
		: database.access.where('contact').equals(of.contact).toArray();
}

/** An open invitation whose time is over has expired, whether the relay has said so or not. */
function toLine(row: AccessRow, now: number): AccessLine {
	const over = OPEN.some((state) => state === row.state) && row.expiresAt !== null && row.expiresAt <= now;
	return over ? { ...row, state: 'expired', since: row.expiresAt } : row;
}

function toLines(facts: InvitationFacts, only: readonly AccountId[] | null, now: number): InvitationLine[] {
	const { asked, request } = facts;
	if (asked === null) return [];
	return asked.accounts
		.filter((account) => only === null || only.includes(account))
		.map((account) => ({
			request,
			account,
			contact: asked.contact,
			...invitationState(facts, account, now),
			askedAt: stampTime(asked.at),
			by: asked.staff,
			email: facts.accepted?.email ?? asked.email,
			message: messageOf(facts),
			reply: facts.bounced?.reply ?? facts.sent?.reply ?? '',
			expiresAt: facts.accepted?.expiresAt ?? null,
			refusal: facts.refused[account] ?? null,
			withdrawal: facts.withdrawn[account]?.reason ?? null,
		}));
}

function inboxRows(database: BookDatabase, staff: StaffId, limit: number): PromiseLike<InboxRow[]> {
	return database.inbox
		.orderBy('at')
		.reverse()
		.filter((row) => row.staff === null || row.staff === staff)
		.limit(limit)
		.toArray();
}

/** What devices say, or what is read from records: the relay's clock has not put it in order. */
const OUT_OF_ORDER: ReadonlySet<InboxRow['kind']> = new Set(['imported', 'contact-kept', 'also-written', 'edited-after-deletion', 'erased']);

function toMark({ id, at, kind }: InboxRow): InboxMark {
	return { id, at, inOrder: !OUT_OF_ORDER.has(kind) };
}

async function toEntries(database: BookDatabase, rows: readonly InboxRow[]): Promise<InboxEntry[]> {
	const ids = <Id>(of: (row: InboxRow) => Id | null) => [...new Set(rows.flatMap((row) => of(row) ?? []))] as Id[];
	const [accounts, contacts] = await Promise.all([
		database.accounts.bulkGet(ids(({ account }) => account)),
		database.contacts.bulkGet(ids(({ contact }) => contact)),
	]);
	const names = new Map<string, string>();
	for (const row of [...accounts, ...contacts]) if (row !== undefined) names.set(row.id, row.name);
	const open = new Set(accounts.flatMap((row) => (row?.toReview === true && row.status === 'active' ? row.id : [])));
	return rows.map((row) => ({
		...row,
		...toMark(row),
		id: row.id,
		accountName: names.get(row.account ?? '') ?? '',
		contactName: names.get(row.contact ?? '') ?? '',
		toReview: row.kind === 'signed-up' && row.account !== null && open.has(row.account),
	}));
}

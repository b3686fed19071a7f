import { documentKind, type DocumentName } from '../domain/document-name.ts';
import type { Event } from '../protocol/events/event.ts';
import type { BookDatabase } from '../storage/dexie-store.ts';
import type { OutboxGroup } from '../storage/rows.ts';
import type { Live } from './live.ts';
import { browserTimers, rested } from './rested.ts';
import type { OutboxPage, OutboxRow } from './rows.ts';
import { onTableChange } from './table-changes.ts';

/** Groups of so many documents are enough to look at: one of an import has hundreds, and is a quarter of a megabyte. */
const MOST_DOCUMENTS = 500;

/**
 * What waits, oldest first, after what was refused; asked with a rest.
 * @param limit of groups
 */
export function followOutbox(database: BookDatabase, limit: number): Live<OutboxPage> {
	return (heard, failed) => {
		const question = rested(() => readOutbox(database, limit), heard, failed, browserTimers);
		const stop = onTableChange(database, ['outbox'], () => question.again());
		question.again();
		return () => {
			stop();
			question.stop();
		};
	};
}

async function readOutbox(database: BookDatabase, limit: number): Promise<OutboxPage> {
	const groups = await database.outbox.where('state').equals('refused').limit(limit).toArray();
	let documents = 0;
	let last = 0;
	for (let wanted = 2; groups.length < limit && documents < MOST_DOCUMENTS; wanted *= 2) {
		const next = await database.outbox.where('order').above(last).limit(wanted).toArray();
		const waiting = next.filter(({ state }) => state !== 'refused').slice(0, limit - groups.length);
		groups.push(...waiting);
		documents += waiting.reduce((sum, group) => sum + group.documents.length, 0);
		if (next.length < wanted) break;
		last = next.at(-1)?.order ?? last;
	}
	const names = await shownNames(database, groups);
	return { rows: groups.map((group) => toOutboxRow(group, names)), more: groups.length < (await database.outbox.count()) };
}

function toOutboxRow(row: OutboxGroup, names: ReadonlyMap<DocumentName, string>): OutboxRow {
	return {
		group: row.group,
		savedAt: row.savedAt,
		state: row.state === 'refused' ? 'refused' : 'waiting',
		refusal: row.refusal,
		records: row.documents.map((document) => ({ document, name: names.get(document) || typedName(document, row) })),
		writes: row.writes.map(({ document, field, value }) => ({ document, field, value })),
		invitations: row.entries.flatMap((entry) => (entry.kind === 'event' ? invitationOf(entry.event) : [])),
	};
}

function invitationOf(event: Event): OutboxRow['invitations'] {
	if (event.type === 'invitation.requested') return [{ said: 'requested', request: event.request, contact: event.contact }];
	if (event.type === 'invitation.edited') return [{ said: 'edited', request: event.request, contact: null }];
	return event.type === 'invitation.cancelled' ? [{ said: 'cancelled', request: event.request, contact: null }] : [];
}

/** What the book calls the records of groups now. */
async function shownNames(database: BookDatabase, groups: readonly OutboxGroup[]): Promise<Map<DocumentName, string>> {
	const documents = [...new Set(groups.flatMap((group) => group.documents))];
	const kinds = documents.map(documentKind);
	const [accounts, contacts] = await Promise.all([
		database.accounts.bulkGet(kinds.flatMap((kind) => (kind.kind === 'account' ? [kind.id] : []))),
		database.contacts.bulkGet(kinds.flatMap((kind) => (kind.kind === 'contact' ? [kind.id] : []))),
	]);
	const byId = new Map<string, string>([...accounts, ...contacts].flatMap((row) => (row === undefined ? [] : [[row.id, row.name]])));
	return new Map(documents.map((document, i) => {
		const kind = kinds[i];
		return [document, kind?.kind === 'account' || kind?.kind === 'contact' ? (byId.get(kind.id) ?? '') : ''];
	}));
}

/** What was typed for a record whose creation was refused. */
function typedName(document: DocumentName, row: OutboxGroup): string {
	const typed = (field: string) => row.writes.find((write) => write.document === document && write.field === field)?.value;
	return [typed('name'), typed('companyName'), typed('firstName'), typed('lastName')].filter((part) => typeof part === 'string' && part !== '').join(' ');
}

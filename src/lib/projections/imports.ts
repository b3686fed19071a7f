import { stampTime } from '../domain/clock.ts';
import type { ImportId } from '../domain/ids.ts';
import type { Event } from '../protocol/events/event.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { FirmImportRow } from '../storage/import-rows.ts';

type OfImport = Extract<Event, { type: 'import.wrote' | 'import.finished' | 'import.undone' }>;

/** Takes in what events say of imports. Heard twice, or in another order, they come to the same. */
export async function foldImports(tx: BookTransaction, events: readonly Event[]): Promise<void> {
	const told = events.filter(isOfImport);
	if (told.length === 0) return;
	const ids = [...new Set(told.map((event) => event.import))];
	const known = await tx.firmImports.getMany(ids);
	const rows = new Map<ImportId, FirmImportRow>(known.flatMap((row) => (row === undefined ? [] : [[row.id, row]])));
	for (const event of told) rows.set(event.import, withEvent(rows.get(event.import), event));
	await tx.firmImports.putMany([...rows.values()]);
}

function isOfImport(event: Event): event is OfImport {
	return event.type === 'import.wrote' || event.type === 'import.finished' || event.type === 'import.undone';
}

function withEvent(before: FirmImportRow | undefined, event: OfImport): FirmImportRow {
	const { import: id, staff } = event;
	const at = stampTime(event.at);
	const row = before ?? { id, staff, file: '', startedAt: at, finished: null, undone: null };
	if (event.type === 'import.undone') return { ...row, undone: { staff, kept: event.kept } };
	const said = { ...row, staff, file: event.file, startedAt: Math.min(row.startedAt, at) };
	if (event.type === 'import.wrote') return said;
	const { accounts, contacts, changed, refused } = event;
	return { ...said, finished: { accounts, contacts, changed, refused } };
}

import { documentKind, FIRM_SETTINGS } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { ImportId } from '../domain/ids.ts';
import type { ArchivedRecord, PastLine } from '../domain/imported.ts';
import { MAX_EVENT, MAX_GROUP, MAX_GROUP_ENTRIES } from '../protocol/limits.ts';
import type { CommandDeps, Draft } from './commit.ts';
import type { PlannedUnits } from './import-units.ts';
import { mayWriteFirm } from './read-firm.ts';

const MOST_ENTRIES = MAX_GROUP_ENTRIES - 32;
const MOST_BYTES = MAX_GROUP / 2;
const BYTES_OF_FIELD = 200;
/** What the lines of one event may take, in bytes. */
const ROOM_IN_EVENT = MAX_EVENT - 1_024;

/**
 * Plans as many records of an archive as fit one group: those that are not in this book are made as they were, ids and all; those that are stay as they
 * are. What was done to them in their former book comes with them, over several groups where it is long (`rest`). Of the firm's own documents what is missing here is added. Whoever may not write the firm's settings leaves those out, and nobody brings back who was erased.
 */
export async function planRecords(deps: CommandDeps, draft: Draft, id: ImportId, records: readonly ArchivedRecord[]): Promise<PlannedUnits & { rest: ArchivedRecord[] }> {
	const result: PlannedUnits & { rest: ArchivedRecord[] } = { looked: 0, newAccounts: 0, newContacts: 0, changed: 0, logins: 0, refused: [], rest: [] };
	const names = records.map(({ name }) => name);
	const [known, erased] = await Promise.all([draft.tx.documents.getMany(names), draft.tx.erased.getMany(names)]);
	let entries = 0;
	let bytes = 0;
	for (const [i, { name, values, history = [], made = false }] of records.entries()) {
		const { kind } = documentKind(name);
		const firm = kind === 'settings' || kind === 'vocabulary';
		if (!firm && !made && known[i] !== undefined) {
			result.looked++;
			continue;
		}
		if (erased[i]?.state === 'erased') {
			result.looked++;
			result.refused.push({ lines: [], problem: 'record-unknown' });
			continue;
		}
		if (name === FIRM_SETTINGS && !mayWriteFirm(deps)) {
			result.looked++;
			result.refused.push({ lines: [], problem: 'forbidden' });
			continue;
		}
		const missing = firm ? await missingValues(draft, name, values) : values;
		const fields = Object.keys(missing).length;
		const length = JSON.stringify(missing).length * 3;
		const size = firm ? fields + 1 : 2 + Math.ceil(length / 12_000);
		if (result.looked > 0 && (entries + size > MOST_ENTRIES || bytes + length > MOST_BYTES)) break;
		entries += size;
		bytes += length + fields * BYTES_OF_FIELD;
		result.looked++;
		if (!firm) {
			const events = inEvents(history);
			const fit = events.slice(0, Math.max(0, Math.min(MOST_ENTRIES - entries, Math.floor((MOST_BYTES - bytes) / MAX_EVENT))));
			for (const lines of fit) draft.say([name], { type: 'history.brought', import: id, document: name, lines });
			entries += fit.length;
			bytes += fit.length * MAX_EVENT;
			if (fit.length < events.length) result.rest = [{ name, values: {}, history: events.slice(fit.length).flat(), made: true }];
		}
		if (fields === 0 && result.rest.length === 0) continue;
		if (made) break;
		if (!firm) draft.create(name, missing);
		else draft.change(name, Object.fromEntries(Object.entries(missing).slice(0, MOST_ENTRIES)));
		if (kind === 'account') result.newAccounts++;
		else if (kind === 'contact') result.newContacts++;
		else result.changed++;
		if (result.rest.length > 0) break;
		// The rest of a long list of tags or fields goes in the next group: it is missing still.
		if (firm && fields > MOST_ENTRIES) {
			result.looked--;
			break;
		}
	}
	return result;
}

async function missingValues(draft: Draft, name: ArchivedRecord['name'], values: ArchivedRecord['values']): Promise<Record<string, FieldValue>> {
	const fields = await draft.fields(name);
	return Object.fromEntries(Object.entries(values).filter(([field, value]) => value !== null && !fields.has(field)));
}

/** A history in as many events as it needs. A change that no event has room for is told without its values, as in the book itself. */
function inEvents(history: readonly PastLine[]): PastLine[][] {
	const events: PastLine[][] = [];
	let room = 0;
	for (const line of history.flatMap(inParts)) {
		const size = sizeOf(line);
		if (size > room) {
			events.push([]);
			room = ROOM_IN_EVENT;
		}
		events.at(-1)?.push(line);
		room -= size;
	}
	return events;
}

/** A line as it is, or its changes one by one where all of them together are too long. */
function inParts(line: PastLine): PastLine[] {
	if (sizeOf(line) <= ROOM_IN_EVENT) return [line];
	return line.changes.map((change) => {
		const part = { ...line, changes: [change] };
		return sizeOf(part) <= ROOM_IN_EVENT ? part : { ...line, changes: [{ field: change.field }] };
	});
}

/** In UTF-8 no character of a JSON text takes more than three bytes for each of its UTF-16 code units. */
function sizeOf(line: PastLine): number {
	return JSON.stringify(line).length * 3;
}

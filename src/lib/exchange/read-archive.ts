import * as z from 'zod/mini';
import { CHANGE_REASONS } from '../domain/change-reason.ts';
import { stamp, stampTime } from '../domain/clock.ts';
import { documentKind, documentName, type DocumentName } from '../domain/document-name.ts';
import { fieldName, fieldValue } from '../domain/field-value.ts';
import type { ArchivedRecord, PastLine } from '../domain/imported.ts';
import { decodeText } from './decode.ts';
import { FileRefused } from './table.ts';

const head = z.object({ carnet: z.literal('archive'), version: z.literal(1), firm: z.object({ name: z.string() }), exportedAt: z.string(), records: z.array(z.unknown()), people: z.optional(z.record(z.string(), z.string())), events: z.optional(z.array(z.unknown())) });
const record = z.object({ name: documentName, values: z.record(z.string(), z.unknown()) });

const why = z.enum(CHANGE_REASONS);
const about = { id: z.string(), at: stamp, document: documentName };
const change = { field: fieldName, from: z.optional(fieldValue), to: z.optional(fieldValue) };
const pastLine = z.object({ at: z.int().check(z.nonnegative()), by: z.string().check(z.maxLength(200)), why, changes: z.array(z.object(change)) });
/** What was done to a record: by the archive's firm, or brought to it from an archive in turn. */
const pastEvent = z.object({
	staff: z.optional(z.nullable(z.string())),
	group: z.optional(z.string()),
	event: z.discriminatedUnion('type', [
		z.object({ type: z.literal('record.changed'), ...about, ...change, why }),
		z.object({ type: z.literal('record.created'), ...about, values: z.record(fieldName, fieldValue), why }),
		z.object({ type: z.literal('history.brought'), ...about, lines: z.array(pastLine) }),
	]),
});

/** An archive of a firm, as another Carnet wrote it. */
export interface Archive {
	firm: string;
	/** ISO 8601 */
	exportedAt: string;
	/** The firm's own documents first, then contacts, then the accounts that link them. */
	records: ArchivedRecord[];
	/** Parts that are no record, or of a newer version: left out. */
	unread: number;
}

/** Whether a file's bytes begin like an archive. */
export function isArchive(bytes: Uint8Array): boolean {
	return /^\ufeff?\s*\{\s*"carnet"/.test(new TextDecoder().decode(bytes.subarray(0, 64)));
}

/** Reads an archive. What does not fit the shapes of records is left out and counted. @throws FileRefused */
export function readArchive(bytes: Uint8Array): Archive {
	let json: unknown;
	try {
		json = JSON.parse(decodeText(bytes).text);
	} catch {
		throw new FileRefused('damaged');
	}
	const parsed = head.safeParse(json);
	if (!parsed.success) throw new FileRefused('no-table');
	const histories = readHistories(parsed.data.events ?? [], parsed.data.people ?? {});
	const records = parsed.data.records.flatMap(toRecord).map((one): ArchivedRecord => {
		const history = histories.get(one.name);
		return history === undefined ? one : { ...one, history };
	});
	const order = ({ name }: ArchivedRecord) => ['vocabulary', 'settings', 'contact', 'account'].indexOf(documentKind(name).kind);
	records.sort((a, b) => order(a) - order(b));
	return { firm: parsed.data.firm.name, exportedAt: parsed.data.exportedAt, records, unread: parsed.data.records.length - records.length };
}

function toRecord(item: unknown): ArchivedRecord[] {
	const parsed = record.safeParse(item);
	if (!parsed.success) return [];
	const values = Object.entries(parsed.data.values).flatMap(([field, value]) => {
		const read = fieldValue.safeParse(value);
		return read.success && fieldName.safeParse(field).success ? [[field, read.data] as const] : [];
	});
	return [{ name: parsed.data.name, values: Object.fromEntries(values) }];
}

/** What was done to each record, the latest first; what one command did is one line. Events of other kinds are left out. */
function readHistories(events: readonly unknown[], people: Readonly<Record<string, string>>): Map<DocumentName, PastLine[]> {
	const histories = new Map<DocumentName, Map<string, PastLine>>();
	for (const item of events) {
		const parsed = pastEvent.safeParse(item);
		if (!parsed.success) continue;
		const { staff, group, event } = parsed.data;
		const lines = histories.get(event.document) ?? new Map<string, PastLine>();
		histories.set(event.document, lines);
		if (event.type === 'history.brought') {
			for (const [i, line] of event.lines.entries()) lines.set(`${event.id}/${i}`, line);
			continue;
		}
		const key = `${group ?? event.id}/${event.why}`;
		const changes = event.type === 'record.created' ? Object.entries(event.values).map(([field, to]) => ({ field, to })) : [{ field: event.field, from: event.from, to: event.to }];
		const line = lines.get(key);
		if (line !== undefined) line.changes.push(...changes);
		else lines.set(key, { at: stampTime(event.at), by: (people[staff ?? ''] ?? '').slice(0, 200), why: event.why, changes });
	}
	return new Map([...histories].map(([name, lines]) => [name, [...lines.values()].sort((a, b) => b.at - a.at)]));
}

import * as z from 'zod/mini';
import { documentKind, documentName } from '../domain/document-name.ts';
import { fieldName, fieldValue } from '../domain/field-value.ts';
import type { ArchivedRecord } from '../domain/imported.ts';
import { decodeText } from './decode.ts';
import { FileRefused } from './table.ts';

const head = z.object({ carnet: z.literal('archive'), version: z.literal(1), firm: z.object({ name: z.string() }), exportedAt: z.string(), records: z.array(z.unknown()) });
const record = z.object({ name: documentName, values: z.record(z.string(), z.unknown()) });

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
	const records = parsed.data.records.flatMap(toRecord);
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

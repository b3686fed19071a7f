import { recordId, type DocumentName } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { ContactId } from '../domain/ids.ts';
import { linkField, parseLinkField } from '../domain/link.ts';
import { isMergeMark, mergedIntoField, parseMergeField, settledInField } from '../domain/merge.ts';
import {
	followMerges,
	hasMergeMarks,
	isOwn,
	readMerged,
	readMergeMarks,
	seenOf,
	type Fields,
} from '../documents/merged-reading.ts';
import { readRegisters } from '../documents/registers.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { OpenDocuments } from '../storage/open-documents.ts';

/** Values that a command writes to one document. */
export interface Planned {
	document: DocumentName;
	values: Readonly<Record<string, FieldValue>>;
	created: boolean;
	/** What the record showed before, where that is not what its document says by itself. */
	shown?: Fields;
}

/** What is told of all documents of a record together, and so is written to all of them. */
const TO_ALL = ['archived', 'deleted', 'deletedSeen'];

/** A record that others were merged into. */
interface Standing {
	/** What it says with them. */
	fields: Fields;
	/** The documents of the others. */
	others: ReadonlyMap<DocumentName, Fields>;
}

/** Reads a record together with what was merged into it; null where nothing was: nearly everywhere. @param own its document's fields */
export async function readStanding(
	documents: OpenDocuments,
	tx: BookTransaction,
	document: DocumentName,
	own: Fields,
): Promise<Standing | null> {
	if (!hasMergeMarks(document, own)) return null;
	const found = await followMerges(new Map([[document, own]]), async (names) => {
		const open = await documents.open(tx, names);
		return new Map(
			open.flatMap(({ name, row, doc }) => (row === undefined ? [] : [[name, readRegisters(doc)] as const])),
		);
	});
	const merged = readMerged(found).find(({ members }) => members[0] === document);
	if (merged === undefined || merged.members.length === 1) return null;
	return {
		fields: merged.fields,
		others: new Map(merged.members.slice(1).map((name) => [name, found.get(name) ?? new Map()])),
	};
}

/**
 * A command writes to a record as it is shown. Where that is several documents, what the others have that the standing one has not is taken over
 * with the first write, so that what was seen is not said again beside it; archiving and deleting are written to all of them; and a switch of a
 * contact who stands for others is written to the links of all.
 * @param own what the documents say by themselves
 */
export async function withMergedRecords(
	documents: OpenDocuments,
	tx: BookTransaction,
	planned: readonly Planned[],
	own: ReadonlyMap<DocumentName, Fields>,
): Promise<Planned[]> {
	const all: Planned[] = [];
	const also = new Map<DocumentName, Record<string, FieldValue>>();
	// Who parts what was merged takes nothing over.
	const parting = planned.some(({ document, values }) =>
		Object.entries(values).some(([field, value]) => value === null && parseMergeField(document, field) !== null),
	);
	const done = new Set<DocumentName>();
	const changed = planned.filter(({ created }) => !created);
	const links = await readLinked(tx, changed);
	for (const plan of planned) {
		const fields = own.get(plan.document);
		// Awaited only where there is something to be read: after a hundred awaits in a row that are not its own, Dexie loses the transaction.
		const standing =
			plan.created || fields === undefined || !hasMergeMarks(plan.document, fields) ? null : await readStanding(documents, tx, plan.document, fields);
		if (plan.created || fields === undefined || standing === null) {
			all.push({ ...plan, values: withLinksOf(plan, fields, links) });
			continue;
		}
		const toAll = Object.fromEntries(Object.entries(plan.values).filter(([field]) => TO_ALL.includes(field)));
		if (Object.keys(toAll).length > 0)
			for (const document of standing.others.keys()) also.set(document, { ...also.get(document), ...toAll });
		// A merge takes nothing over into what is merged: what stands behind that is settled in the record that stands then.
		const marksOnly = Object.keys(plan.values).every(isMergeMark);
		const taken = parting || marksOnly || done.has(plan.document) ? {} : takenOver(plan.document, fields, standing, also);
		if (!marksOnly) done.add(plan.document);
		all.push({ ...plan, values: { ...taken, ...withLinksOf(plan, standing.fields, links) }, shown: standing.fields });
	}
	for (const [document, values] of also) {
		const asked = all.filter((plan) => plan.document === document);
		const rest = Object.entries(values).filter(([field]) => !asked.some((plan) => Object.hasOwn(plan.values, field)));
		if (rest.length > 0) all.push({ document, values: Object.fromEntries(rest), created: false });
	}
	return all;
}

/** The values that the standing record takes over from the others; plans that these were seen. */
function takenOver(
	root: DocumentName,
	own: Fields,
	{ fields, others }: Standing,
	also: Map<DocumentName, Record<string, FieldValue>>,
): Record<string, FieldValue> {
	const values: Record<string, FieldValue> = {};
	let news = false;
	for (const [field, { winner, also }] of fields) {
		if (TO_ALL.includes(field)) continue;
		const foreign = [winner, ...also].filter((register) => !isOwn(own, field, register));
		if (foreign.length === 0) continue;
		news = true;
		if (foreign.includes(winner)) values[field] = winner.value;
	}
	if (!news) return {};
	for (const [document, said] of others) {
		// Parted from the root, it has again what it said: what was merged into a record in between is not put aside there, too.
		const mark = readMergeMarks(document, said).into.has(root) ? mergedIntoField : settledInField;
		also.set(document, { ...also.get(document), [mark(recordId(root))]: seenOf(document, said) });
	}
	return values;
}

/** Of the contacts whose links are written, those who stand for others, with these. */
async function readLinked(tx: BookTransaction, planned: readonly Planned[]): Promise<ReadonlyMap<ContactId, readonly ContactId[]>> {
	const contacts = new Set(planned.flatMap(({ values }) => Object.keys(values).flatMap((field) => parseLinkField(field)?.contact ?? [])));
	const rows = contacts.size === 0 ? [] : await tx.contacts.getMany([...contacts]);
	return new Map(rows.flatMap((row) => (row?.merged === undefined ? [] : [[row.id, row.merged] as const])));
}

/** Switches of a contact who stands for others are those of their links too. */
function withLinksOf(
	{ values }: Planned,
	fields: Fields | undefined,
	linked: ReadonlyMap<ContactId, readonly ContactId[]>,
): Planned['values'] {
	if (linked.size === 0) return values;
	const more: Record<string, FieldValue> = { ...values };
	for (const [field, value] of Object.entries(values)) {
		const link = parseLinkField(field);
		if (link === null || link.part === 'linkedAt' || value === null) continue;
		for (const other of linked.get(link.contact) ?? []) {
			if (fields?.get(linkField(other, 'present'))?.winner.value === true) more[linkField(other, link.part)] = value;
		}
	}
	return more;
}

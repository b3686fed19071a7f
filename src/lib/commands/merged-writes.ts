import { documentKind, recordId, type DocumentName } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { ContactId } from '../domain/ids.ts';
import { linkField, parseLinkField } from '../domain/link.ts';
import { mergedFromField, mergedIntoField, parseMergeField } from '../domain/merge.ts';
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
 */
export async function withMergedRecords(
	documents: OpenDocuments,
	tx: BookTransaction,
	planned: readonly Planned[],
): Promise<Planned[]> {
	const all: Planned[] = [];
	const also = new Map<DocumentName, Record<string, FieldValue>>();
	// Who parts what was merged takes nothing over.
	const parting = planned.some(({ document, values }) =>
		Object.entries(values).some(([field, value]) => value === null && parseMergeField(document, field) !== null),
	);
	const done = new Set<DocumentName>();
	for (const plan of planned) {
		if (plan.created) {
			all.push(plan);
			continue;
		}
		const [open] = await documents.open(tx, [plan.document]);
		const own: Fields = open === undefined ? new Map() : readRegisters(open.doc);
		const standing = await readStanding(documents, tx, plan.document, own);
		if (standing === null) {
			all.push({ ...plan, values: await withLinksOf(tx, plan, own) });
			continue;
		}
		const toAll = Object.fromEntries(Object.entries(plan.values).filter(([field]) => TO_ALL.includes(field)));
		if (Object.keys(toAll).length > 0)
			for (const document of standing.others.keys()) also.set(document, { ...also.get(document), ...toAll });
		const taken = parting || done.has(plan.document) ? {} : takenOver(plan.document, own, standing, also);
		done.add(plan.document);
		all.push({ ...plan, values: { ...taken, ...(await withLinksOf(tx, plan, standing.fields)) } });
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
		const into = [...readMergeMarks(document, said).into.keys()];
		const marks = (into.length > 0 ? into : [root]).map(
			(to) => [mergedIntoField(recordId(to)), seenOf(document, said)] as const,
		);
		also.set(document, { ...also.get(document), ...Object.fromEntries(marks) });
		if (into.length === 0) values[mergedFromField(recordId(document))] = true;
	}
	return values;
}

/** Switches of a contact who stands for others are those of their links too. */
async function withLinksOf(
	tx: BookTransaction,
	{ document, values }: Planned,
	fields: Fields,
): Promise<Planned['values']> {
	const links =
		documentKind(document).kind === 'account'
			? Object.keys(values).flatMap((field) => parseLinkField(field) ?? [])
			: [];
	if (links.length === 0) return values;
	const contacts = [...new Set(links.map(({ contact }) => contact))];
	const rows = await tx.contacts.getMany(contacts);
	const merged = new Map<ContactId, readonly ContactId[]>(
		rows.flatMap((row) => (row?.merged === undefined ? [] : [[row.id, row.merged] as const])),
	);
	if (merged.size === 0) return values;
	const more: Record<string, FieldValue> = { ...values };
	for (const { contact, part } of links) {
		if (part === 'linkedAt') continue;
		const value = values[linkField(contact, part)] ?? null;
		for (const other of merged.get(contact) ?? []) {
			const linked = fields.get(linkField(other, 'present'))?.winner.value === true;
			if (linked && value !== null) more[linkField(other, part)] = value;
		}
	}
	return more;
}

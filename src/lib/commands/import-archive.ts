import { documentKind, FIRM_SETTINGS } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { ArchivedRecord } from '../domain/imported.ts';
import { MAX_GROUP, MAX_GROUP_ENTRIES } from '../protocol/limits.ts';
import type { CommandDeps, Draft } from './commit.ts';
import type { PlannedUnits } from './import-units.ts';
import { mayWriteFirm } from './read-firm.ts';

const MOST_ENTRIES = MAX_GROUP_ENTRIES - 32;
const MOST_BYTES = MAX_GROUP / 2;
const BYTES_OF_FIELD = 200;

/**
 * Plans as many records of an archive as fit one group: those that are not in this book are made as they were, ids and all; those that are stay as they
 * are. Of the firm's own documents what is missing here is added. Whoever may not write the firm's settings leaves those out.
 */
export async function planRecords(deps: CommandDeps, draft: Draft, records: readonly ArchivedRecord[]): Promise<PlannedUnits> {
	const result: PlannedUnits = { looked: 0, newAccounts: 0, newContacts: 0, changed: 0, logins: 0, refused: [] };
	const known = await draft.tx.documents.getMany(records.map(({ name }) => name));
	let entries = 0;
	let bytes = 0;
	for (const [i, { name, values }] of records.entries()) {
		const { kind } = documentKind(name);
		const firm = kind === 'settings' || kind === 'vocabulary';
		if (!firm && known[i] !== undefined) {
			result.looked++;
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
		if (fields === 0) continue;
		if (!firm) draft.create(name, missing);
		else draft.change(name, Object.fromEntries(Object.entries(missing).slice(0, MOST_ENTRIES)));
		if (kind === 'account') result.newAccounts++;
		else if (kind === 'contact') result.newContacts++;
		else result.changed++;
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

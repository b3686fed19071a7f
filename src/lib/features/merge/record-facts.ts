import type { Queries } from '$lib/app/carnet.ts';
import type { AccountId, ContactId } from '$lib/domain/ids.ts';
import { formatSiren } from '$lib/domain/siren.ts';
import * as m from '$messages';
import type { AccountRow, ContactRow } from '$lib/queries/rows.ts';
import type { Pair } from './merge-state.svelte.ts';

/** What a record is called; one without a name is said to have none. */
export function recordName(record: Pick<AccountRow | ContactRow, 'name'>): string {
	return record.name || m.accounts_unnamed();
}

/** What a record is told from others by, beside its name. */
export function recordFacts(record: AccountRow | ContactRow): string[] {
	const facts =
		'code' in record
			? [record.code, record.siren === '' ? '' : formatSiren(record.siren), record.email, record.city]
			: [record.email, record.phones[0] ?? '', record.address.city];
	return facts.filter((fact) => fact !== '');
}

/** Two records by their ids, as they stand; null where one is not there, or both are one. */
export async function readPair(
	queries: Pick<Queries, 'accountsById' | 'contactsById'>,
	kind: Pair['kind'],
	keep: AccountId | ContactId,
	lose: AccountId | ContactId,
): Promise<Pair | null> {
	if (kind === 'account') {
		const rows = await standing(queries.accountsById, [keep as AccountId, lose as AccountId]);
		return rows === null ? null : { kind, keep: rows[0], lose: rows[1] };
	}
	const rows = await standing(queries.contactsById, [keep as ContactId, lose as ContactId]);
	return rows === null ? null : { kind, keep: rows[0], lose: rows[1] };
}

async function standing<Id extends string, Row extends { id: Id; status: string; mergedInto?: Id }>(
	read: (ids: Id[]) => Promise<Row[]>,
	ids: [Id, Id],
): Promise<[Row, Row] | null> {
	const named = new Map((await read(ids)).map((row) => [row.id, row]));
	const rows = new Map((await read(ids.map((id) => named.get(id)?.mergedInto ?? id))).map((row) => [row.id, row]));
	const [keep, lose] = ids.map((id) => rows.get(named.get(id)?.mergedInto ?? id));
	if (keep === undefined || lose === undefined || keep === lose) return null;
	return keep.status === 'deleted' || lose.status === 'deleted' ? null : [keep, lose];
}

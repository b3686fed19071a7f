import { Dexie, RangeSet, type DBCore, type Middleware } from 'dexie';
import type { OutboxGroup } from './rows.ts';

/** A group of more documents is told as one that may be about any. */
const MOST_TOLD = 20;

/**
 * Tells live queries of large groups in the outbox in few words. Dexie names every value that a written row has in an index, and each live query that
 * none of it concerns keeps all that it was told until it is asked next: of a change of 100,000 records every one of them would hold 100,000 names.
 */
export const coarseChanges: Middleware<DBCore> = {
	stack: 'dbcore',
	name: 'coarse changes',
	// Below Dexie's own note of what a request changes, which is at 0.
	level: -0.5,
	create: (core) => ({
		...core,
		table: (name) => {
			const table = core.table(name);
			if (name !== 'outbox') return table;
			return {
				...table,
				mutate: (request) => {
					const told = request.mutatedParts;
					const groups = request.type === 'add' || request.type === 'put' ? (request.values as readonly OutboxGroup[]) : [];
					if (told !== undefined && groups.some(({ documents }) => documents.length > MOST_TOLD)) {
						for (const part of Object.keys(told)) if (part.endsWith('/outbox/documents')) told[part] = new RangeSet(Dexie.minKey, Dexie.maxKey);
					}
					return table.mutate(request);
				},
			};
		},
	}),
};

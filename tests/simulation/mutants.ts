import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import type { Group } from '../../src/lib/protocol/entries.ts';
import { StorageFailed, type BookStore, type BookTransaction } from '../../src/lib/storage/book-store.ts';
import type { ImportRow } from '../../src/lib/storage/import-rows.ts';
import type { OpenDocuments } from '../../src/lib/storage/open-documents.ts';
import type { Database } from '../../sync-server/store/sql.ts';
import type { LogService } from '../../sync-server/sync/log-service.ts';
import type { Random } from './random.ts';
import type { ReplicatorProcess } from './replicator-process.ts';
import type { Trouble } from './weather.ts';

/** A deliberate fault: what it wraps or replaces, from the outside. Nothing of it is in what ships. */
export interface Mutant {
	/** The trouble in which it shows; the seed's own when left out. */
	shows?: readonly Trouble[];
	/** Whether it shows only where people import, merge and work with many records at once. */
	book?: boolean;
	relay?(log: LogService, random: Random): void;
	/** The database as compaction sees it. */
	compaction?(database: Database): Database;
	documents?(documents: OpenDocuments, device: string): void;
	store?(store: BookStore): BookStore;
	/** The store as commands see it, not the replicator. */
	tab?(store: BookStore, device: string): BookStore;
	replicator?(process: ReplicatorProcess): void;
}

export const NO_MUTANT: Mutant = {};

/** A device whose commands stamp what they write minutes ahead: two who write one field minutes apart are too rare for chance, so a scene shows it. */
export const STAMPS_AHEAD: Mutant = {
	tab: (store, device) => (device === 'D1' ? withClockAhead(store, 240_000) : store),
};

/** The faults that the simulator must catch, by what they do. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
	'the relay acknowledges before the commit': {
		relay: (log) => {
			const commit = log.commit.bind(log);
			log.commit = async (prepared) => {
				commit(prepared).catch(() => undefined);
				return prepared.push.groups.map(({ id }) => ({ group: id, refusal: null }));
			};
		},
	},
	'the relay resumes one row too late': { relay: (log) => shiftResumption(log, 1) },
	'the relay resumes one row too early': { relay: (log) => shiftResumption(log, -1) },
	'word of new rows gets lost and is never said again': {
		relay: (log, random) => {
			const subscribe = log.subscribe.bind(log);
			log.subscribe = (firm, heard) => {
				let deaf = false;
				return subscribe(firm, (news) => {
					deaf ||= random.chance(0.05);
					if (!deaf) heard(news);
				});
			};
		},
	},
	'the relay takes the cursor of a lost history for its own': {
		shows: ['restore', 'cut'],
		relay: (log) => {
			const resume = log.resume.bind(log);
			log.resume = async (firm, cursor) => {
				if (cursor === null) return resume(firm, cursor);
				const { head } = await log.head(firm);
				return { resume: 'continue', epoch: cursor.epoch, head, after: Math.min(cursor.seq, head) };
			};
		},
	},
	'compaction empties one row too many': {
		shows: ['compaction', 'deviceDies'],
		compaction: (database) => ({
			...database,
			transaction: (body) =>
				database.transaction((sql) =>
					body({ ...sql, run: (text, ...values) => sql.run(text.replace('seq < $3', 'seq <= $3 + 3'), ...values) }),
				),
		}),
	},
	'a device uses its Yjs client id again after a restart': {
		shows: ['deviceDies', 'clockSet', 'signedOut', 'cut'],
		documents: (documents, device) => {
			const open = documents.open.bind(documents);
			const replace = documents.replace.bind(documents);
			const kept = (doc: Y.Doc): Y.Doc =>
				Object.assign(doc, { clientID: [...device].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) });
			documents.open = async (tx, names) => (await open(tx, names)).map((one) => ({ ...one, doc: kept(one.doc) }));
			documents.replace = (name, above) => kept(replace(name, above));
		},
	},
	'a transaction that was dropped is reported as done': {
		shows: ['diskFull'],
		store: (store) => ({
			...store,
			write: async (body) => {
				const made: unknown[] = [];
				try {
					return await store.write(async (tx) => {
						const result = await body(tx);
						made.push(result);
						return result;
					});
				} catch (error) {
					if (error instanceof StorageFailed && made.length > 0) return made[0] as Awaited<ReturnType<typeof body>>;
					throw error;
				}
			},
		}),
	},
	'the outbox is emptied on sending, not on the acknowledgement': {
		replicator: ({ log }) => {
			if (log === null) return;
			const offer = log.offer.bind(log);
			log.offer = async (after, caughtUp) => {
				const offered = await offer(after, caughtUp);
				await log.acknowledged(offered.groups.map(({ id }) => id));
				return offered;
			};
		},
	},
	'a refused group is thrown away': {
		shows: ['overstep'],
		replicator: ({ log }) => {
			if (log === null) return;
			log.refused = async (group) => {
				await log.acknowledged([group]);
				return { rebuilt: false, setAside: false };
			};
		},
	},
	'the last row of a batch is not applied': {
		replicator: ({ log }) => {
			if (log === null) return;
			const apply = log.apply.bind(log);
			log.apply = (entries, cursor) => apply(entries.length > 2 ? entries.slice(0, -1) : entries, cursor);
		},
	},
	'an import forgets which groups it wrote': {
		book: true,
		shows: ['deviceDies'],
		tab: (store) => ({
			...store,
			write: (body) =>
				store.write((tx) => body({ ...tx, importSteps: { ...tx.importSteps, put: (step) => tx.importSteps.put({ ...step, groups: [] }) } })),
		}),
	},
	'an import that was cut off begins anew': {
		book: true,
		shows: ['deviceDies'],
		tab: (store) => ({
			...store,
			read: (body) => store.read((tx) => body(withImportsFromTheStart(tx))),
			write: (body, stop) => store.write((tx) => body(withImportsFromTheStart(tx)), stop),
		}),
	},
	'a restored relay is given values back without what was deleted': {
		shows: ['restore', 'cut'],
		replicator: ({ log }) => {
			if (log === null) return;
			const supply = log.supply.bind(log);
			log.supply = async (place) => {
				const supplied = await supply(place);
				return { ...supplied, groups: supplied.groups.map(withoutDeletions) };
			};
		},
	},
};

function withClockAhead(store: BookStore, ms: number): BookStore {
	return {
		...store,
		write: (body) =>
			store.write((tx) =>
				body({
					...tx,
					meta: async (key) => {
						const value = await tx.meta(key);
						return (key === 'clockOffset' ? Number(value ?? 0) + ms : value) as typeof value;
					},
				}),
			),
	};
}

function withImportsFromTheStart(tx: BookTransaction): BookTransaction {
	return { ...tx, imports: { ...tx.imports, get: async (id) => fromTheStart(await tx.imports.get(id)) } };
}

function fromTheStart(row: ImportRow | undefined): ImportRow | undefined {
	return row?.state === 'stopped' ? { ...row, stepsDone: 0, newAccounts: 0, newContacts: 0 } : row;
}

function shiftResumption(log: LogService, by: number): void {
	const resume = log.resume.bind(log);
	log.resume = async (firm, cursor) => {
		const resumption = await resume(firm, cursor);
		return { ...resumption, after: Math.max(0, resumption.after + by) };
	};
}

function withoutDeletions(group: Group): Group {
	return {
		...group,
		entries: group.entries.map((entry) =>
			entry.kind === 'update' ? { ...entry, bytes: cutDeletions(entry.bytes) } : entry,
		),
	};
}

/** A Yjs update (V1) ends with its delete set: it is cut off, and an empty one put in its place. */
function cutDeletions(bytes: Uint8Array): Uint8Array {
	const encoder = encoding.createEncoder();
	const { clients } = Y.decodeUpdate(bytes).ds;
	encoding.writeVarUint(encoder, clients.size);
	for (const [client, ranges] of clients) {
		encoding.writeVarUint(encoder, client);
		encoding.writeVarUint(encoder, ranges.length);
		for (const { clock, len } of ranges) {
			encoding.writeVarUint(encoder, clock);
			encoding.writeVarUint(encoder, len);
		}
	}
	return new Uint8Array([...bytes.subarray(0, bytes.length - encoding.length(encoder)), 0]);
}

import type { BookDatabase } from '../storage/dexie-store.ts';
import type { ListEntry } from './list-entry.ts';
import { Likeness } from './likeness.ts';
import { ListIndex } from './list-index.ts';
import type { ListEngine, ListSpec } from './list-spec.ts';

/** Chunks read in one go: few enough that other readers never wait for them noticeably. */
const PAGE = 40;

/** A list engine in the thread that it is made in. Before each answer it reads what changed on the disk since the last one. */
export function createLocalListEngine(database: BookDatabase): ListEngine {
	const index = new ListIndex();
	const likeness = new Likeness();
	let turn: Promise<unknown> = Promise.resolve();

	async function readOn(): Promise<void> {
		for (;;) {
			const page = await database.search.where('version').above(index.version).limit(PAGE).toArray();
			// A page may end within a version, which was written whole: the rest of it must not be passed over.
			const last = page.at(-1)?.version;
			const rest = last === undefined || page.length < PAGE ? [] : await database.search.where('version').equals(last).toArray();
			const chunks = [...page.filter(({ version }) => version !== last || rest.length === 0), ...rest];
			index.take(chunks);
			likeness.take(chunks);
			if (page.length < PAGE) return;
		}
	}

	function ask<T>(answer: () => T): Promise<T> {
		const asked = turn.then(readOn).then(answer);
		turn = asked.catch(() => undefined);
		return asked;
	}

	const view = (spec: ListSpec): readonly ListEntry[] => index.view(spec, dayHere);
	return {
		warm: () => void ask(() => index.prepare()).catch(() => undefined),
		search: (text, limit, kind) => ask(() => index.search(text, limit, kind)),
		window: (spec, from, count) =>
			ask(() => {
				const entries = view(spec);
				return {
					count: entries.length,
					ids: entries.slice(from, from + count).map(({ id }) => id),
					version: index.version,
				};
			}),
		placeOf: (spec, id) => ask(() => view(spec).findIndex((entry) => entry.id === id)),
		tally: (spec, selection) => ask(() => index.tally(view(spec), selection)),
		values: (kind, of) => ask(() => index.values(kind, of)),
		duplicates: (kind) => ask(() => likeness.find(kind)),
		close: () => undefined,
	};
}

/** A day ('YYYY-MM-DD') in the time zone of this device. */
function dayHere(day: string): { from: number; until: number } {
	const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
	return { from: new Date(year, month - 1, date).getTime(), until: new Date(year, month - 1, date + 1).getTime() };
}

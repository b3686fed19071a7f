import type { Live } from './live.ts';
import type { ListEngine, ListSelection, ListSpec, ListTally } from './list-spec.ts';
import type { Timers } from './rested.ts';

/** After asking anew, this many times as long passes before it is asked again: a first sync changes the book all the time. */
const REST = 4;

/** A list of records, read piece by piece. */
export interface OpenList<Line> {
	/** How many there are, again whenever that may have changed. */
	count: Live<number>;
	/** Lines `from` (inclusive) up to `from + count`. */
	lines(window: { from: number; count: number }): Live<Line[]>;
	/** The ids at `from` (inclusive) up to `from + count`. */
	ids(from: number, count: number): Promise<string[]>;
	/** Where a record stands, or -1. */
	placeOf(id: string): Promise<number>;
	/** What a selection's records have in common, again whenever the book has changed. */
	tally(selection: ListSelection): Live<ListTally>;
}

export interface OpenListDeps<Line> extends Timers {
	engine: ListEngine;
	spec: ListSpec;
	/** The book's version whenever it may have changed, and once at the start. */
	changes: Live<number>;
	/** The lines of these records, again whenever one of them changes. */
	read(ids: string[]): Live<Line[]>;
}

/** A list that the engine answers, whatever its filter and order. */
export function openList<Line>(deps: OpenListDeps<Line>): OpenList<Line> {
	const { engine, spec } = deps;
	return {
		count: (heard, failed) => {
			let last: number | null = null;
			return follow(deps, () => engine.window(spec, 0, 0), ({ count }) => {
				if (count === last) return;
				last = count;
				heard(count);
			}, failed);
		},
		lines:
			({ from, count }) =>
			(heard, failed) => {
				let last: string[] | null = null;
				let stop = () => {};
				const stopFollowing = follow(deps, () => engine.window(spec, from, count), ({ ids }) => {
					if (last !== null && last.length === ids.length && ids.every((id, i) => id === last?.[i])) return;
					last = ids;
					stop();
					stop = deps.read(ids)(heard, failed);
				}, failed);
				return () => {
					stopFollowing();
					stop();
				};
			},
		ids: async (from, count) => (await engine.window(spec, from, count)).ids,
		placeOf: (id) => engine.placeOf(spec, id),
		tally: (selection) => (heard, failed) =>
			follow(deps, async () => ({ tally: await engine.tally(spec, selection), version: -1 }), ({ tally }) => heard(tally), failed),
	};
}

/** Asks at once, and again whenever the book has changed since, one question at a time. */
function follow<T extends { version: number }, Line>(
	{ changes, now, later }: OpenListDeps<Line>,
	ask: () => Promise<T>,
	heard: (answer: T) => void,
	failed?: (error: unknown) => void,
): () => void {
	let stopped = false;
	let asking = false;
	let wanted = 0;
	let answered = -1;
	let cancelRest = () => {};
	const again = async (): Promise<void> => {
		if (asking || stopped) return;
		asking = true;
		const began = now();
		// What the disk was known to have is in the answer, whatever version that names.
		answered = Math.max(answered, wanted);
		try {
			const answer = await ask();
			answered = Math.max(answered, answer.version);
			if (!stopped) heard(answer);
		} catch (error) {
			if (!stopped) failed?.(error);
		}
		if (stopped) return;
		cancelRest = later((now() - began) * REST, () => {
			asking = false;
			if (wanted > answered) void again();
		});
	};
	void again();
	const stop = changes((version) => {
		wanted = version;
		if (wanted > answered) void again();
	}, failed);
	return () => {
		stopped = true;
		stop();
		cancelRest();
	};
}

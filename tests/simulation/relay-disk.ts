import type { Database, Sql, SqlValue } from '../../sync-server/store/sql.ts';

/** What is to go wrong: at the n-th statement or commit from now (null: nothing), and how. */
export interface RelayFault {
	at: number | null;
	/** `die`: the process ends there; `fail`: the disk refuses once. */
	kind: 'die' | 'fail';
	/** Whether the disk has refused on purpose since the process began. */
	made?: boolean;
}

interface Hooks {
	fault: RelayFault;
	isDead(): boolean;
	crash(): void;
	/** Groups and events that are on the disk from now on. */
	committed(groups: readonly string[], events: readonly string[]): void;
}

/** A database as a process sees it that can die between any two statements, before a commit, and between a commit and all that follows from it. */
export function fallible(inner: Database, hooks: Hooks): Database {
	const { fault } = hooks;
	function check(): void {
		if (hooks.isDead()) throw new Error('the relay is dead');
	}
	function step(): void {
		check();
		if (fault.at === null || --fault.at > 0) return;
		fault.at = null;
		if (fault.kind === 'die') hooks.crash();
		else fault.made = true;
		throw new Error('the disk refuses');
	}
	function within(sql: Sql, groups: string[], events: string[]): Sql {
		return {
			all: async (text, ...values) => {
				check();
				return sql.all(text, ...values);
			},
			get: async (text, ...values) => {
				check();
				return sql.get(text, ...values);
			},
			run: async (text, ...values) => {
				step();
				note(text, values, groups, events);
				return sql.run(text, ...values);
			},
		};
	}
	return {
		engine: inner.engine,
		all: async (text, ...values) => {
			check();
			return inner.all(text, ...values);
		},
		get: async (text, ...values) => {
			check();
			return inner.get(text, ...values);
		},
		run: async (text, ...values) => {
			step();
			return inner.run(text, ...values);
		},
		transaction: async (body) => {
			check();
			const groups: string[] = [];
			const events: string[] = [];
			const result = await inner.transaction(async (sql) => {
				const made = await body(within(sql, groups, events));
				step();
				return made;
			});
			hooks.committed(groups, events);
			// The commit is on the disk; the process may end before it can tell anybody.
			if (fault.kind === 'die') step();
			return result;
		},
		notify: (channel, payload) => inner.notify(channel, payload),
		listen: (channel, heard) => inner.listen(channel, heard),
		scrub: () => inner.scrub(),
		close: () => inner.close(),
	};
}

function note(text: string, values: readonly SqlValue[], groups: string[], events: string[]): void {
	if (text.startsWith('INSERT INTO log_rows')) groups.push(String(values[2]));
	if (text.startsWith('INSERT INTO log_groups')) groups.push(String(values[1]));
	if (text.startsWith('INSERT INTO log_events')) events.push(String(values[1]));
}

import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Database, Sql, SqlRow, SqlValue } from './sql.ts';

/**
 * Opens a SQLite database: WAL, a commit is on disk (`synchronous=FULL`) before its promise resolves. One connection writes, in turns;
 * another reads, so that a reader never sees what is not committed.
 * @param path a file, or ':memory:' (then one connection does both, and reads wait for the writer's turn)
 */
export function openSqlite(path: string): Database {
	const writer = connect(path, false);
	const reader = path === ':memory:' ? null : connect(path, true);
	const listeners = new Map<string, Set<(payload: string) => void>>();
	let turn: Promise<unknown> = Promise.resolve();

	function inTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = turn.then(work);
		turn = result.catch(() => undefined);
		return result;
	}

	const read: Pick<Sql, 'all' | 'get'> =
		reader === null
			? {
					all: (text, ...values) => inTurn(() => writer.sql.all(text, ...values)),
					get: (text, ...values) => inTurn(() => writer.sql.get(text, ...values)),
				}
			: reader.sql;

	return {
		engine: 'sqlite',
		all: read.all,
		get: read.get,
		run: (text, ...values) => inTurn(() => writer.sql.run(text, ...values)),
		transaction: (body) =>
			inTurn(async () => {
				let open = true;
				writer.handle.exec('BEGIN IMMEDIATE');
				try {
					const result = await body(whileOpen(writer.sql, () => open && writer.handle.isTransaction));
					writer.handle.exec('COMMIT');
					return result;
				} catch (error) {
					if (writer.handle.isTransaction) writer.handle.exec('ROLLBACK');
					throw error;
				} finally {
					open = false;
				}
			}),
		notify: async (channel, payload) => {
			for (const heard of listeners.get(channel) ?? []) heard(payload);
		},
		listen: async (channel, heard) => {
			const heardBy = listeners.get(channel) ?? new Set();
			listeners.set(channel, heardBy.add(heard));
		},
		// What is freed is overwritten (`secure_delete`); the WAL still has it as it was, until it is written back and emptied.
		scrub: () =>
			inTurn(async () => {
				if (path === ':memory:') return true;
				const done = writer.handle.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as SqlRow | undefined;
				return done?.busy === 0;
			}),
		close: () =>
			inTurn(async () => {
				reader?.handle.close();
				if (path !== ':memory:') writer.handle.exec('PRAGMA wal_checkpoint(TRUNCATE)');
				writer.handle.close();
			}),
	};
}

function connect(path: string, readOnly: boolean): { handle: DatabaseSync; sql: Sql } {
	// A read-only handle could not create the WAL's index; `query_only` refuses writes all the same.
	const handle = new DatabaseSync(path, { timeout: 5_000 });
	handle.exec(
		'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON',
	);
	if (readOnly) handle.exec('PRAGMA query_only = ON');
	const statements = new Map<string, Prepared>();
	function prepared(text: string): Prepared {
		const known = statements.get(text);
		if (known !== undefined) return known;
		const made = prepare(handle, text);
		statements.set(text, made);
		return made;
	}
	return {
		handle,
		sql: {
			all: async (text, ...values) => {
				const { statement, order } = prepared(text);
				return statement.all(...inOrder(values, order)) as SqlRow[];
			},
			get: async (text, ...values) => {
				const { statement, order } = prepared(text);
				return (statement.get(...inOrder(values, order)) as SqlRow | undefined) ?? null;
			},
			run: async (text, ...values) => {
				const { statement, order } = prepared(text);
				return Number(statement.run(...inOrder(values, order)).changes);
			},
		},
	};
}

/**
 * A full disk makes SQLite roll back by itself, in the midst of a transaction's body: what the body still ran would be committed by itself,
 * statement by statement. So nothing runs once the transaction is over.
 */
function whileOpen(sql: Sql, isOpen: () => boolean): Sql {
	const ended = (): Promise<never> => Promise.reject(new Error('the transaction has ended'));
	return {
		all: (text, ...values) => (isOpen() ? sql.all(text, ...values) : ended()),
		get: (text, ...values) => (isOpen() ? sql.get(text, ...values) : ended()),
		run: (text, ...values) => (isOpen() ? sql.run(text, ...values) : ended()),
	};
}

interface Prepared {
	statement: StatementSync;
	/** Which value stands at each place of the text; null: they stand in their own order, each once. */
	order: readonly number[] | null;
}

/** SQLite takes `$1` for a name, and names are slow to bind (an object for each call): they become places. */
function prepare(handle: DatabaseSync, text: string): Prepared {
	const order: number[] = [];
	const places = text.replace(/\$(\d+)/g, (_, number: string) => {
		order.push(Number(number) - 1);
		return '?';
	});
	return { statement: handle.prepare(places), order: order.every((value, place) => value === place) ? null : order };
}

function inOrder(values: readonly SqlValue[], order: readonly number[] | null): readonly SqlValue[] {
	return order === null ? values : order.map((value) => values[value] ?? null);
}

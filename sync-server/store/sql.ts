/** What a query may be given. Booleans are stored as 0 and 1. */
export type SqlValue = string | number | null | Uint8Array;

/** A row as it comes back: whole numbers are numbers on both engines. */
export type SqlRow = Record<string, SqlValue>;

/** A place where queries run. Text has `$1`, `$2`… for its values; it must mean the same to SQLite and to Postgres. */
export interface Sql {
	all(text: string, ...values: SqlValue[]): Promise<SqlRow[]>;
	/** The first row, or null. */
	get(text: string, ...values: SqlValue[]): Promise<SqlRow | null>;
	/** Runs a statement; returns how many rows it changed. */
	run(text: string, ...values: SqlValue[]): Promise<number>;
}

/**
 * A database: SQLite or Postgres. Queries outside of a transaction see what was committed.
 * `transaction` runs its body alone against other writing transactions (SQLite) or with row locks (Postgres: the body is repeated
 * after a serialisation failure); when it resolves, the commit is on disk; when the body throws, nothing of it stays.
 */
export interface Database extends Sql {
	readonly engine: 'sqlite' | 'postgres';
	transaction<T>(body: (sql: Sql) => Promise<T>): Promise<T>;
	/** Tells relays that share the database (this one too) that something was appended. */
	notify(channel: string, payload: string): Promise<void>;
	/** Hears `notify`; after a lost connection it is called with '' once, to read again whatever may have been missed. */
	listen(channel: string, heard: (payload: string) => void): Promise<void>;
	/**
	 * Takes what was overwritten and deleted out of the database's files, as far as the engine can be asked to.
	 * @returns false when somebody still reads what was there before: to be tried again
	 */
	scrub(): Promise<boolean>;
	close(): Promise<void>;
}

/** One step of the schema. `BYTES` and `BIGINT` in the text become the engine's own types. */
export interface Migration {
	id: string;
	text: string;
}

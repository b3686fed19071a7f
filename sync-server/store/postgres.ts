import postgres from 'postgres';
import type { Database, Sql, SqlRow, SqlValue } from './sql.ts';

/** Connections of one relay; writers to one firm queue for its log's head anyway. */
const CONNECTIONS = 10;
/** How often a transaction is repeated when Postgres asks for it (serialisation failure, deadlock). */
const TRIES = 10;
const REPEATABLE = new Set(['40001', '40P01']);

/**
 * Opens a Postgres database by its address. A commit is on disk before its promise resolves (`synchronous_commit=on`, whatever the role's
 * own setting says). Several relays may share one.
 */
export function openPostgres(url: string): Database {
	const client = postgres(url, {
		max: CONNECTIONS,
		connection: { application_name: 'carnet', synchronous_commit: 'on' },
		onnotice: () => undefined,
		types: {
			// bigint and numeric (sums): nothing here comes near 2^53.
			wholeNumber: { to: 20, from: [20, 1700], serialize: String, parse: Number },
			bytes: { to: 17, from: [17], serialize: toHex, parse: fromHex },
		},
	});

	async function transaction<T>(body: (sql: Sql) => Promise<T>): Promise<T> {
		for (let tries = 1; ; tries++) {
			try {
				// Boxed: begin() takes an array for queries that it is to wait for.
				const boxed = await client.begin(async (inner) => ({ result: await body(queries(inner)) }));
				return boxed.result as T;
			} catch (error) {
				if (tries === TRIES || !(error instanceof postgres.PostgresError) || !REPEATABLE.has(error.code)) throw error;
			}
		}
	}

	return {
		engine: 'postgres',
		...queries(client),
		transaction,
		notify: async (channel, payload) => {
			await client.notify(channel, payload);
		},
		listen: async (channel, heard) => {
			let first = true;
			// Called again whenever the connection was lost: what was said meanwhile is gone.
			await client.listen(channel, heard, () => {
				if (!first) heard('');
				first = false;
			});
		},
		// Old versions of rows go with the next vacuum, which Postgres runs by itself.
		scrub: async () => true,
		close: () => client.end({ timeout: 5 }),
	};
}

function queries(on: Pick<postgres.Sql, 'unsafe'>): Sql {
	const query = (text: string, values: SqlValue[]): postgres.PendingQuery<SqlRow[]> =>
		on.unsafe<SqlRow[]>(text, values, { prepare: true });
	return {
		all: async (text, ...values) => [...(await query(text, values))],
		get: async (text, ...values) => (await query(text, values))[0] ?? null,
		run: async (text, ...values) => (await query(text, values)).count,
	};
}

function toHex(bytes: Uint8Array): string {
	return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`;
}

function fromHex(text: string): Uint8Array {
	return new Uint8Array(Buffer.from(text.slice(2), 'hex'));
}

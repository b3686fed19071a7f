import { live } from '../queries/create-queries.ts';
import type { Live } from '../queries/queries.ts';
import type { ConnectionState, StatusFacts } from '../replication/status.ts';
import type { BookDatabase } from '../storage/dexie-store.ts';

/** Silence of the replicator after which its last word is no fact any more, ms. */
const STALE = 3_000;

type Local = Omit<StatusFacts, 'connection' | 'notSaved'>;

/**
 * Gathers the facts of the status: what waits comes from the disk, the connection from the replicator's own word while it is fresh,
 * a failed save from the command that failed.
 */
export class StatusSource {
	#connection: ConnectionState = { state: 'starting' };
	#heardAt = 0;
	#notSaved: string | null = null;
	#listeners = new Set<() => void>();
	#database: BookDatabase;
	#now: () => number;

	constructor(database: BookDatabase, now: () => number) {
		this.#database = database;
		this.#now = now;
	}

	/** The replicator's word. */
	connection(status: ConnectionState): void {
		this.#heardAt = this.#now();
		if (JSON.stringify(status) === JSON.stringify(this.#connection)) return;
		this.#connection = status;
		this.#tell();
	}

	/** A save failed (its reason), or the last one went well (null). */
	saved(failure: string | null): void {
		if (failure === this.#notSaved) return;
		this.#notSaved = failure;
		this.#tell();
	}

	/** To be called now and then: forgets the replicator's word when it has grown old. */
	look(): void {
		if (this.#connection.state === 'starting' || this.#now() - this.#heardAt < STALE) return;
		this.#connection = { state: 'starting' };
		this.#tell();
	}

	live(): Live<StatusFacts> {
		return (heard, failed) => {
			let local: Local | null = null;
			const tell = () => {
				if (local !== null) heard({ ...local, connection: this.#connection, notSaved: this.#notSaved });
			};
			this.#listeners.add(tell);
			const stop = live(() => this.#local())((answer) => {
				local = answer;
				tell();
			}, failed);
			return () => {
				this.#listeners.delete(tell);
				stop();
			};
		};
	}

	async #local(): Promise<Local> {
		const database = this.#database;
		const [all, setAside, first, lastSynced] = await Promise.all([
			database.outbox.count(),
			database.outbox.where('state').equals('refused').count(),
			database.outbox.where('state').anyOf('waiting', 'offered').first(),
			database.meta.get('lastSynced'),
		]);
		return {
			waiting: all - setAside,
			waitingSince: first?.savedAt ?? null,
			setAside,
			lastSynced: typeof lastSynced?.value === 'number' ? lastSynced.value : null,
		};
	}

	#tell(): void {
		for (const listener of this.#listeners) listener();
	}
}

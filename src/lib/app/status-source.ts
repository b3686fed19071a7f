import { live } from '../queries/live.ts';
import type { Live } from '../queries/queries.ts';
import type { ConnectionState, StatusFacts } from '../replication/status.ts';
import type { BookDatabase } from '../storage/dexie-store.ts';

/** Silence of the replicator after which its last word is no fact any more, ms. */
const STALE = 3_000;

type Local = Omit<StatusFacts, 'connection' | 'notSaved'>;

/** Somebody who follows the facts. */
interface Reader {
	heard: (facts: StatusFacts) => void;
	failed: ((error: unknown) => void) | undefined;
}

/**
 * Gathers the facts of the status: what waits comes from the disk, the connection from the replicator's own word while it is fresh,
 * a failed save from the command that failed.
 */
export class StatusSource {
	#connection: ConnectionState = { state: 'starting' };
	#heardAt = 0;
	#notSaved: string | null = null;
	#readers = new Set<Reader>();
	/** What the disk says, for all readers together; null until it was read once. */
	#local: Local | null = null;
	#stop: (() => void) | null = null;
	/** The group that waits longest. An import's has a hundred clients in it, so it is not read again while it is the same one. */
	#first: { order: number; savedAt: number } | null = null;
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

	/** A group was saved at this moment (ms since 1970): it waits, from now on, and not only once the disk was read again. */
	committed(at: number): void {
		if (this.#local === null) return;
		this.#local = { ...this.#local, waiting: this.#local.waiting + 1, waitingSince: this.#local.waitingSince ?? at };
		this.#tell();
	}

	/** The facts as they are and as they become. However many follow them, the disk is asked once. */
	live(): Live<StatusFacts> {
		return (heard, failed) => {
			const reader: Reader = { heard, failed };
			this.#readers.add(reader);
			this.#stop ??= this.#follow();
			// Never before the caller has its way to stop.
			if (this.#local !== null) queueMicrotask(() => this.#readers.has(reader) && this.#tell(reader));
			return () => {
				this.#readers.delete(reader);
				if (this.#readers.size > 0) return;
				this.#stop?.();
				this.#stop = null;
				this.#local = null;
			};
		};
	}

	#follow(): () => void {
		return live(() => this.#read())(
			(local) => {
				this.#local = local;
				this.#tell();
			},
			(error) => {
				for (const { failed } of [...this.#readers]) failed?.(error);
			},
		);
	}

	async #read(): Promise<Local> {
		const database = this.#database;
		const [all, setAside, [order], lastSynced] = await Promise.all([
			database.outbox.count(),
			database.outbox.where('state').equals('refused').count(),
			database.outbox.where('state').anyOf('waiting', 'offered').limit(1).primaryKeys(),
			database.meta.get('lastSynced'),
		]);
		if (order !== this.#first?.order) {
			const first = order === undefined ? undefined : await database.outbox.get(order);
			this.#first = first === undefined ? null : { order: first.order, savedAt: first.savedAt };
		}
		return {
			waiting: all - setAside,
			waitingSince: this.#first?.savedAt ?? null,
			setAside,
			lastSynced: typeof lastSynced?.value === 'number' ? lastSynced.value : null,
		};
	}

	#tell(...readers: Reader[]): void {
		const local = this.#local;
		if (local === null) return;
		const facts = { ...local, connection: this.#connection, notSaved: this.#notSaved };
		for (const { heard } of readers.length > 0 ? readers : [...this.#readers]) heard(facts);
	}
}

import { Dexie } from 'dexie';
import type { Live } from '../queries/queries.ts';
import { browserTimers, rested, type Rested } from '../queries/rested.ts';
import { onTableChange } from '../queries/table-changes.ts';
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
	#question: Rested | null = null;
	#stopWatching: (() => void) | null = null;
	/** How many groups this tab has saved: an answer that was asked for before the last one does not count. */
	#saves = 0;
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
		this.#saves += 1;
		if (this.#local === null) return;
		this.#local = { ...this.#local, waiting: this.#local.waiting + 1, waitingSince: this.#local.waitingSince ?? at };
		this.#tell();
	}

	/** The facts as they are and as they become. However many follow them, the disk is asked once. */
	live(): Live<StatusFacts> {
		return (heard, failed) => {
			const reader: Reader = { heard, failed };
			this.#readers.add(reader);
			if (this.#question === null) this.#follow();
			// Never before the caller has its way to stop.
			if (this.#local !== null) queueMicrotask(() => this.#readers.has(reader) && this.#tell(reader));
			return () => {
				this.#readers.delete(reader);
				if (this.#readers.size > 0) return;
				this.#stopWatching?.();
				this.#question?.stop();
				this.#stopWatching = this.#question = this.#local = null;
			};
		};
	}

	#follow(): void {
		const question = rested(
			async () => ({ saves: this.#saves, local: await this.#read() }),
			({ saves, local }) => {
				if (saves !== this.#saves && this.#local !== null) return question.again();
				this.#local = local;
				this.#tell();
			},
			(error) => {
				for (const { failed } of [...this.#readers]) failed?.(error);
			},
			browserTimers,
		);
		this.#question = question;
		this.#stopWatching = onTableChange(this.#database, ['outbox', 'meta'], () => question.again());
		question.again();
	}

	async #read(): Promise<Local> {
		const { outbox, meta } = this.#database;
		// One moment of the disk: a group that is counted must not be gone when it is asked for its time.
		const { all, setAside, lastSynced } = await this.#database.transaction('r', outbox, meta, async () => {
			const [all, setAside, first, lastSynced] = await Dexie.Promise.all([
				outbox.count(),
				outbox.where('state').equals('refused').count(),
				Dexie.Promise.all(['waiting', 'offered'].map((state) => outbox.where('state').equals(state).limit(1).primaryKeys())),
				meta.get('lastSynced'),
			]);
			const [order] = first.flat().sort((a, b) => a - b);
			if (order !== this.#first?.order) {
				const first = order === undefined ? undefined : await outbox.get(order);
				this.#first = first === undefined ? null : { order: first.order, savedAt: first.savedAt };
			}
			return { all, setAside, lastSynced };
		});
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

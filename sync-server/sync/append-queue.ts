import type { Epoch, FirmId, GroupId } from '../../src/lib/domain/ids.ts';
import { packEvent, unpackEvent, type Event } from '../../src/lib/protocol/events/event.ts';
import { isErasedWith, type ErasedName } from '../../src/lib/protocol/events/erased-with.ts';
import type { RelayPlatform } from '../platform.ts';
import { eraseRows, rememberErased } from '../store/log-erase.ts';
import {
	announceHead,
	appendRows,
	lockHead,
	rememberGroup,
	saveBindings,
	type ClientBinding,
	type HeadNews,
	type LogHead,
	type NewRow,
} from '../store/log-store.ts';
import type { Database, Sql } from '../store/sql.ts';
import type { CheckedEntry, CheckedGroup, Pusher, Refusal } from './group-check.ts';
import { clientKey, judgeGroup } from './judge.ts';
import { DocumentSizes, loadKnown } from './known-state.ts';

/** A group that waits for the next transaction. */
interface Job {
	firm: FirmId;
	/** null: the relay's own */
	pusher: Pusher | null;
	/** The history that the pusher speaks of; null: whichever it is. */
	epoch: Epoch | null;
	group: CheckedGroup;
	resolve(outcome: Refusal | null): void;
	reject(error: Error): void;
}

/** The store failed; nothing was appended, nothing may be acknowledged. */
export class StoreFailed extends Error {
	override name = 'StoreFailed';
}

/** The log began another epoch since the session greeted it. */
export class EpochChanged extends Error {
	override name = 'EpochChanged';
}

/** Entries and bytes of one transaction: bounds how long the event loop stands still with SQLite. */
const BATCH_ENTRIES = 512;
const BATCH_BYTES = 1024 * 1024;

/** What a transaction came to. */
interface Outcome {
	answers: Map<Job, Refusal | Error | null>;
	news: Map<FirmId, HeadNews>;
	/** Bytes of the documents that it touched, by firm and document. */
	sizes: Map<FirmId, ReadonlyMap<string, number>>;
	/** Whether something was erased. */
	erased: boolean;
}

/**
 * What the relay has to say about rows that were just appended, in their transaction, which may be repeated. Its events follow them in the log.
 * `supplied`: groups that a device gave back to a restored relay: what they speak of has happened before. `erased`: what the rows erased; rows of
 * these are not among `rows`.
 */
export type FollowAppend = (
	sql: Sql,
	appended: {
		firm: FirmId;
		rows: readonly NewRow[];
		supplied: ReadonlySet<GroupId>;
		erased: ReadonlySet<ErasedName>;
		now: number;
	},
) => Promise<Event[]>;

export interface AppendQueueDeps {
	database: Database;
	platform: RelayPlatform;
	follow: FollowAppend;
	/** Runs work once what has arrived by now is taken in (`setImmediate`): pushes of one moment share a commit. */
	defer(work: () => void): void;
	/** A firm's log has moved on; called after those who pushed were answered. */
	appended(firm: FirmId, news: HeadNews): void;
}

/** Group commit: what arrives while a transaction runs is taken together into the next one. */
export class AppendQueue {
	#deps: AppendQueueDeps;
	#waiting: Job[] = [];
	#running = false;
	#sizes = new DocumentSizes();
	#toScrub = false;

	constructor(deps: AppendQueueDeps) {
		this.#deps = deps;
	}

	/**
	 * Appends a checked group. Resolves once the commit is on disk: with null, or with why the group was refused.
	 * @throws StoreFailed, EpochChanged
	 */
	add(job: Pick<Job, 'firm' | 'pusher' | 'epoch' | 'group'>): Promise<Refusal | null> {
		return new Promise((resolve, reject) => {
			this.#waiting.push({ ...job, resolve, reject });
			if (this.#running) return;
			this.#running = true;
			this.#deps.defer(() => void this.#run());
		});
	}

	/**
	 * Runs a transaction of the relay's own, with the firm's log locked, whose body may add entries: they are appended as one group, with it or not
	 * at all. Resolves after the commit. The body may be repeated.
	 */
	async decide<T>(firm: FirmId, body: (sql: Sql, add: (entry: CheckedEntry) => void) => Promise<T>): Promise<T> {
		const { database, platform, appended } = this.#deps;
		const done = await database.transaction(async (sql) => {
			const head = await lockHead(sql, database.engine, firm);
			if (head === null) throw new Error(`no log of firm ${firm}`);
			const entries: CheckedEntry[] = [];
			const value = await body(sql, (entry) => entries.push(entry));
			const answers: Outcome['answers'] = new Map();
			const outcome: Outcome = { answers, news: new Map(), sizes: new Map(), erased: false };
			if (entries.length === 0) return { value, outcome };
			const group = { id: platform.uuid() as GroupId, supplied: false, entries };
			const job = { firm, pusher: null, epoch: null, group, resolve: () => undefined, reject: () => undefined };
			await this.#appendFirm(sql, firm, [job], outcome);
			const refusal = answers.get(job);
			if (refusal instanceof Error) throw refusal;
			if (refusal) throw new Error(`own entries refused: ${refusal.detail}`);
			return { value, outcome };
		});
		const { sizes, news } = done.outcome;
		for (const [touched, bytes] of sizes) this.#sizes.remember(touched, bytes);
		for (const [touched, head] of news) appended(touched, head);
		return done.value;
	}

	async #run(): Promise<void> {
		while (this.#waiting.length > 0) {
			const batch = this.#take();
			try {
				const outcomes = await this.#deps.database.transaction((sql) => this.#append(sql, batch));
				for (const [job, outcome] of outcomes.answers) answer(job, outcome);
				for (const [firm, sizes] of outcomes.sizes) this.#sizes.remember(firm, sizes);
				for (const [firm, news] of outcomes.news) this.#deps.appended(firm, news);
				if (outcomes.erased) this.#toScrub = true;
			} catch (cause) {
				// What waits may build on what just failed: to let it through would only get it refused for a gap.
				for (const job of [...batch, ...this.#waiting.splice(0)])
					job.reject(new StoreFailed('append failed', { cause }));
			}
			if (this.#toScrub) await this.#scrub();
			await new Promise<void>((resolve) => this.#deps.defer(resolve));
		}
		this.#running = false;
	}

	/** What was erased is taken out of the files, too; where that does not succeed now, it is tried again with the next append. */
	async #scrub(): Promise<void> {
		this.#toScrub = !(await this.#deps.database.scrub().catch(() => false));
	}

	#take(): Job[] {
		let entries = 0;
		let bytes = 0;
		let count = 0;
		for (const { group } of this.#waiting) {
			entries += group.entries.length;
			for (const entry of group.entries) bytes += entry.body.length;
			if (count > 0 && (entries > BATCH_ENTRIES || bytes > BATCH_BYTES)) break;
			count += 1;
			// The word of an erasure stays the log's last row, whatever it empties: a reader must find the end.
			if (group.entries.some((entry) => entry.kind === 'event' && entry.event.type === 'record.erased')) break;
		}
		return this.#waiting.splice(0, count);
	}

	/** The transaction's body. It may be repeated, so it answers nobody by itself. */
	async #append(sql: Sql, batch: readonly Job[]): Promise<Outcome> {
		const outcome: Outcome = { answers: new Map(), news: new Map(), sizes: new Map(), erased: false };
		// One order of locking for all relays.
		const firms = [...new Set(batch.map((job) => job.firm))].sort();
		for (const firm of firms) {
			const jobs = batch.filter((job) => job.firm === firm);
			await this.#appendFirm(sql, firm, jobs, outcome);
		}
		return outcome;
	}

	async #appendFirm(sql: Sql, firm: FirmId, jobs: readonly Job[], outcome: Outcome): Promise<void> {
		const { answers, sizes } = outcome;
		const { database, platform } = this.#deps;
		const now = platform.now();
		const head = await lockHead(sql, database.engine, firm);
		if (head === null) {
			for (const job of jobs) answers.set(job, new Error(`no log of firm ${firm}`));
			return;
		}
		const groups = jobs.map((job) => job.group);
		const known = await loadKnown(sql, firm, groups, now < head.restoreUntil, this.#sizes);
		sizes.set(firm, known.sizes);
		const rows: NewRow[] = [];
		const supplied = new Set<GroupId>();
		const erases = new Set<ErasedName>();
		const dropped = new Set<ErasedName>();
		const bindings = new Map<string, ClientBinding>();
		for (const job of jobs) {
			if (job.epoch !== null && job.epoch !== head.epoch) {
				answers.set(job, new EpochChanged());
				continue;
			}
			const judged = judgeGroup(job.group, job.pusher, known);
			if ('code' in judged) {
				answers.set(job, judged);
				continue;
			}
			answers.set(job, null);
			if (judged.rows.length === 0) await rememberGroup(sql, firm, job.group.id);
			rows.push(...judged.rows);
			if (job.group.supplied) supplied.add(job.group.id);
			for (const name of judged.erases) erases.add(name);
			for (const name of judged.dropped) dropped.add(name);
			for (const binding of judged.bindings) bindings.set(clientKey(binding.document, binding.client), binding);
		}
		await saveBindings(sql, firm, [...bindings.values()]);
		await rememberErased(sql, firm, [...dropped]);
		if (rows.length === 0) return;
		const appended = await appendRows(sql, firm, head, rows, now);
		const erased = erases.size === 0 ? erases : await eraseRows(sql, database.engine, firm, erases);
		outcome.erased ||= erases.size > 0;
		const kept = erases.size === 0 ? rows : rows.filter((row) => !isOf(row, erased));
		const said = await this.#deps.follow(sql, { firm, rows: kept, supplied, erased, now });
		const { seq, epoch } = await this.#say(sql, firm, appended, said, now);
		await announceHead(sql, database.engine, firm, { head: seq, epoch });
		outcome.news.set(firm, { head: seq, epoch });
	}

	/** Appends what the relay itself says, as a group of its own. */
	async #say(sql: Sql, firm: FirmId, head: LogHead, said: readonly Event[], now: number): Promise<LogHead> {
		if (said.length === 0) return head;
		const group = this.#deps.platform.uuid() as GroupId;
		const rows = said.map((event): NewRow => {
			return { group, device: null, staff: null, kind: 'event', name: event.id, body: packEvent(event) };
		});
		return appendRows(sql, firm, head, rows, now);
	}
}

/** Whether a row was of something that was erased in the transaction that appended it. */
function isOf(row: NewRow, erased: ReadonlySet<string>): boolean {
	if (row.kind === 'update') return erased.has(row.name);
	const event = unpackEvent(row.body);
	return typeof event !== 'string' && isErasedWith(event, (name) => erased.has(name));
}

function answer(job: Job, outcome: Refusal | Error | null): void {
	if (outcome instanceof Error) job.reject(outcome);
	else job.resolve(outcome);
}

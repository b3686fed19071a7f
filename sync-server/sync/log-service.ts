import * as z from 'zod/mini';
import type { DocumentName } from '../../src/lib/domain/document-name.ts';
import {
	epoch as epochShape,
	firmId,
	type DeviceId,
	type Epoch,
	type FirmId,
	type GroupId,
} from '../../src/lib/domain/ids.ts';
import type { PackedGroup } from '../../src/lib/protocol/entries.ts';
import { packEvent, type Event } from '../../src/lib/protocol/events/event.ts';
import type { Cursor } from '../../src/lib/protocol/frames/up.ts';
import type { RelayPlatform } from '../platform.ts';
import {
	announceHead,
	documentUpdates,
	HEAD_CHANNEL,
	hashAt,
	knowsEpoch,
	listDocuments,
	lockHead,
	readHead,
	rememberEpoch,
	startEpoch,
	type HeadNews,
	type LogHead,
} from '../store/log-store.ts';
import type { Database, Sql } from '../store/sql.ts';
import { AppendQueue, type FollowAppend } from './append-queue.ts';
import { isGenuine, pointsAt } from './cursor.ts';
import { checkGroup, type CheckedGroup, type Pusher, type Refusal } from './group-check.ts';
import { LogFeed, type Batch } from './log-feed.ts';
import { checkUpdate } from './update-check.ts';

/** How long devices may give back what a restored log lacks, in ms. */
export const RESTORE_WINDOW = 30 * 24 * 60 * 60_000;

/** Groups that one session or room wants appended. */
export interface Push extends Pusher {
	firm: FirmId;
	/** The history that the pusher was greeted with: a push from before a restore must not go into the log after it. */
	epoch?: Epoch;
	groups: readonly PackedGroup[];
}

/** A push whose groups were checked by themselves; `commit` takes it. */
export interface PreparedPush {
	push: Push;
	checked: readonly (CheckedGroup | Refusal)[];
}

/** What became of a group: on disk (now, or since an earlier push of the same id), or refused as a whole. */
export type GroupResult = { group: GroupId; refusal: Refusal | null };

/** How a device goes on from its cursor. */
export interface Resumption {
	resume: 'continue' | 'start' | 'recover';
	epoch: Epoch;
	head: number;
	/** Rows after this one are new to the device. */
	after: number;
}

export interface LogServiceDeps {
	database: Database;
	platform: RelayPlatform;
	/** What the relay says about what was appended, in the same transaction. */
	follow?: FollowAppend;
	/** Runs work once what has arrived by now is taken in: `setImmediate`, or the simulator's. */
	defer?(work: () => void): void;
	/** The relay turned out to be restored from an older copy: what must not happen twice (mail) is to pause. */
	onRestored?(firm: FirmId): void;
	/** Word from another relay could not be followed up. The next word is, so readers are late, not wrong. */
	failed?(error: unknown): void;
}

/** What a transaction of the relay's own may put into the log. */
export interface OwnWords {
	say(event: Event): void;
	/**
	 * An update (Yjs V1) of a document by the relay's own writer.
	 * @throws Error when it is nothing that the log takes
	 */
	write(document: DocumentName, bytes: Uint8Array): void;
}

const announcement = z.object({ firm: firmId, head: z.int(), epoch: epochShape });

/** Whose the relay's own writes are: no device has this id. */
export const RELAY_DEVICE = 'Relay0000000' as DeviceId;

/** Bytes that are checked before others get their turn. */
const PACE = 64 * 1024;

/** The firms' logs: append, read, resume, and word of what was appended. The one door to them for sockets, rooms and reactors. */
export class LogService {
	#deps: Required<LogServiceDeps>;
	#queue: AppendQueue;
	#feed: LogFeed;
	#listeners = new Map<FirmId, Set<(news: HeadNews) => void>>();
	#news = new Map<FirmId, HeadNews>();

	private constructor(deps: LogServiceDeps) {
		this.#deps = {
			defer: (work) => void setImmediate(work),
			follow: async () => [],
			onRestored: () => undefined,
			failed: () => undefined,
			...deps,
		};
		this.#feed = new LogFeed(deps.database);
		this.#queue = new AppendQueue({ ...this.#deps, appended: (firm, news) => this.#tell(firm, news) });
	}

	/** Opens the logs of a database, and listens to what other relays append to it. */
	static async open(deps: LogServiceDeps): Promise<LogService> {
		const service = new LogService(deps);
		await deps.database.listen(
			HEAD_CHANNEL,
			(payload) => void service.#hear(payload).catch((error: unknown) => service.#deps.failed(error)),
		);
		return service;
	}

	/** Checks groups by themselves. Lets others run in between, so await one push's before the next of the same session, to keep their order. */
	async prepare(push: Push): Promise<PreparedPush> {
		const now = this.#deps.platform.now();
		let spent = 0;
		const pace = (bytes: number): Promise<void> | null => {
			spent += bytes;
			if (spent < PACE) return null;
			spent = 0;
			return new Promise((resolve) => this.#deps.defer(resolve));
		};
		const checked = [];
		for (const group of push.groups) checked.push(await checkGroup(group, push, now, pace));
		return { push, checked };
	}

	/**
	 * Appends a checked push; groups go in the order of the calls. Resolves after the commit.
	 * @throws StoreFailed: nothing of what is not yet answered may be taken for appended
	 * @throws EpochChanged: the log was restored since; the session must greet anew
	 */
	commit({ push, checked }: PreparedPush): Promise<GroupResult[]> {
		const { firm, epoch = null } = push;
		const pusher = { device: push.device, staff: push.staff, role: push.role };
		const outcomes = checked.map(async (group, i): Promise<GroupResult> => {
			const id = (push.groups[i] as PackedGroup).id;
			if ('code' in group) return { group: id, refusal: group };
			return { group: id, refusal: await this.#queue.add({ firm, pusher, epoch, group }) };
		});
		return Promise.all(outcomes);
	}

	/** `prepare` and `commit`. */
	async append(push: Push): Promise<GroupResult[]> {
		return this.commit(await this.prepare(push));
	}

	/** Appends the relay's own events as one group. An event whose id the log holds is not appended again. */
	async appendOwn(firm: FirmId, events: readonly Event[]): Promise<void> {
		const entries = events.map((event) => ({ kind: 'event' as const, event, body: packEvent(event) }));
		const group = { id: this.#deps.platform.uuid() as GroupId, supplied: false, entries };
		const refusal = await this.#queue.add({ firm, pusher: null, epoch: null, group });
		if (refusal !== null) throw new Error(`own events refused: ${refusal.detail}`);
	}

	/**
	 * Runs a transaction of the relay's own with the firm's log locked; what it says and writes goes into the log with it, as one group, or not at
	 * all. Resolves after the commit; the body may be repeated, so it must have no effect but on the database.
	 */
	decide<T>(firm: FirmId, body: (sql: Sql, own: OwnWords) => Promise<T>): Promise<T> {
		return this.#queue.decide(firm, (sql, add) =>
			body(sql, {
				say: (event) => add({ kind: 'event', event, body: packEvent(event) }),
				write: (document, bytes) => {
					const verdict = checkUpdate(bytes, { device: RELAY_DEVICE, now: this.#deps.platform.now(), supplied: true });
					if (!verdict.ok) throw new Error(`own update refused: ${verdict.detail}`);
					add({ kind: 'update', document, body: bytes, facts: verdict.facts });
				},
			}),
		);
	}

	/** Rows after `after`, whole groups, up to about BATCH_TARGET bytes. */
	read(firm: FirmId, after: number): Promise<Batch> {
		return this.#feed.read(firm, after);
	}

	/** All updates of one document, oldest first: applied in order they are its state. */
	document(firm: FirmId, name: DocumentName): Promise<Uint8Array[]> {
		return documentUpdates(this.#deps.database, firm, name);
	}

	documents(firm: FirmId): Promise<DocumentName[]> {
		return listDocuments(this.#deps.database, firm);
	}

	/** Hears of every move of a firm's log. Returns how to stop. */
	subscribe(firm: FirmId, heard: (news: HeadNews) => void): () => void {
		const listeners = this.#listeners.get(firm) ?? new Set();
		this.#listeners.set(firm, listeners.add(heard));
		return () => {
			listeners.delete(heard);
			if (listeners.size > 0) return;
			this.#listeners.delete(firm);
			this.#news.delete(firm);
		};
	}

	/** Where a firm's log ends, as committed. */
	async head(firm: FirmId): Promise<HeadNews> {
		const { seq, epoch } = await this.#head(firm);
		return { head: seq, epoch };
	}

	/**
	 * Where a device goes on. A genuine cursor that the log does not hold, or whose history the log has never heard of, proves that the log is
	 * an older copy: a new epoch begins.
	 */
	async resume(firm: FirmId, cursor: Cursor | null): Promise<Resumption> {
		const head = await this.#head(firm);
		if (cursor === null) return { resume: 'start', epoch: head.epoch, head: head.seq, after: 0 };
		if (cursor.epoch === head.epoch) {
			const hash = cursor.seq > head.seq ? null : await hashAt(this.#deps.database, firm, cursor.seq);
			if (hash !== null && pointsAt(cursor, hash))
				return { resume: 'continue', epoch: head.epoch, head: head.seq, after: cursor.seq };
		}
		const isPast = cursor.epoch !== head.epoch && (await knowsEpoch(this.#deps.database, firm, cursor.epoch));
		if (!isPast && isGenuine(head.cursorKey, cursor)) await this.#restart(firm, head.epoch, cursor.epoch);
		const now = await this.#head(firm);
		return { resume: 'recover', epoch: now.epoch, head: now.seq, after: 0 };
	}

	/** Starts a new epoch after a restore by command: devices recover at their next contact, and may give back what the log lacks. */
	async beginRestore(firm: FirmId): Promise<void> {
		await this.#restart(firm, (await this.#head(firm)).epoch);
	}

	/** Whether devices may give back what the firm's log lacks. */
	async isRestoring(firm: FirmId): Promise<boolean> {
		return this.#deps.platform.now() < (await this.#head(firm)).restoreUntil;
	}

	async #head(firm: FirmId): Promise<LogHead> {
		const head = await readHead(this.#deps.database, firm);
		if (head === null) throw new Error(`no log of firm ${firm}`);
		return head;
	}

	/**
	 * @param from the epoch that is to end; another session may have ended it already
	 * @param proof the epoch of the cursor that proved it: the next cursor of that history proves nothing new
	 */
	async #restart(firm: FirmId, from: Epoch, proof: Epoch = from): Promise<void> {
		const { database, platform } = this.#deps;
		const news = await database.transaction(async (sql) => {
			const head = await lockHead(sql, database.engine, firm);
			if (head === null || head.epoch !== from) return null;
			const epoch = platform.letters(16) as Epoch;
			await rememberEpoch(sql, firm, proof);
			await startEpoch(sql, firm, epoch, platform.now() + RESTORE_WINDOW);
			await announceHead(sql, database.engine, firm, { head: head.seq, epoch });
			return { head: head.seq, epoch };
		});
		if (news === null) return;
		this.#tell(firm, news);
		this.#deps.onRestored(firm);
	}

	/** What another relay (or this one) announced; '' after a lost connection: anything may have been missed. */
	async #hear(payload: string): Promise<void> {
		if (payload === '') {
			for (const firm of this.#listeners.keys()) {
				const head = await readHead(this.#deps.database, firm);
				if (head !== null) this.#tell(firm, { head: head.seq, epoch: head.epoch });
			}
			return;
		}
		const said = announcement.safeParse(JSON.parse(payload));
		if (said.success) this.#tell(said.data.firm, said.data);
	}

	#tell(firm: FirmId, { head, epoch }: HeadNews): void {
		const last = this.#news.get(firm);
		if (last !== undefined && last.epoch === epoch && last.head >= head) return;
		this.#feed.forget(firm);
		const listeners = this.#listeners.get(firm);
		if (listeners === undefined) return;
		this.#news.set(firm, { head, epoch });
		for (const heard of [...listeners]) heard({ head, epoch });
	}
}

import { laterStamp, stampAt, type Stamp } from '../domain/clock.ts';
import type { DocumentName } from '../domain/document-name.ts';
import type { DeviceId, Epoch, EventId, GroupId } from '../domain/ids.ts';
import { latestStamp } from '../documents/registers.ts';
import type { Platform } from '../platform/platform.ts';
import type { Group, LogEntry } from '../protocol/entries.ts';
import type { Cursor } from '../protocol/frames/up.ts';
import type { Event } from '../protocol/events/event.ts';
import { CLOCK_TOLERANCE } from '../protocol/limits.ts';
import { isMendable, type RefusalCode } from '../protocol/refusals.ts';
import type { BookStore, BookTransaction } from '../storage/book-store.ts';
import { acknowledgedRow, pulledRow } from '../storage/document-state.ts';
import type { OpenDocument, OpenDocuments } from '../storage/open-documents.ts';
import type { Project } from '../storage/project.ts';
import type { DocumentRow, EventRow, OutboxGroup, RegisterRef } from '../storage/rows.ts';
import { erasedBy, erasedByGroup, eraseRecords, forgetErasure, stillThere, withoutErased } from './erase-records.ts';
import { findLacking, noteGivenBack, type SupplyPlace } from './give-back.ts';
import { findArrived, findUncovered, nextPush, packPushes, withOlderVersions } from './outbox.ts';
import { rebuildDocuments, withCompanions, type Rewriting } from './rebuild-documents.ts';

/** How often a group is mended by itself before it is set aside for the person. */
const MAX_MENDED = 3;
export interface DeviceLogDeps {
	store: BookStore;
	documents: OpenDocuments;
	project: Project;
	platform: Platform;
	/** Which replicator this is; a transaction of an older one is refused, so that a thawed leader can do no harm. */
	term: number;
}

/** Another replicator has taken over: this one must stop. */
export class Superseded extends Error {
	override name = 'Superseded';
}

/**
 * What replication does to the book: every operation is one transaction that can be repeated after a crash without harm.
 * It knows documents and events, not what an account is.
 */
export class DeviceLog {
	#deps: DeviceLogDeps;

	constructor(deps: DeviceLogDeps) {
		this.#deps = deps;
	}

	/** Takes the right to replicate; older replicators are superseded. Returns the new term. */
	static async takeTerm(store: BookStore): Promise<number> {
		return store.write(async (tx) => {
			const term = ((await tx.meta('term')) ?? 0) + 1;
			await tx.setMeta('term', term);
			return term;
		});
	}

	/** Takes note of which device this browser profile is. When it has become another one, what waits is written anew as that device's. */
	async adopt(device: DeviceId): Promise<void> {
		await this.#write(async (tx, touched) => {
			const before = await tx.meta('device');
			if (before === device) return;
			if (before !== undefined) await this.#rebuild(tx, touched, await waitingDocuments(tx), { shift: null, device });
			await tx.setMeta('device', device);
		});
	}

	/** The place in the log that this device has reached. */
	async cursor(): Promise<Cursor | null> {
		return this.#deps.store.read(async (tx) => (await tx.meta('cursor')) ?? null);
	}

	/**
	 * Takes in what the relay said at the start. A clock that is off by more than CLOCK_TOLERANCE is corrected, and what waits is stamped anew;
	 * another history is read from its beginning (`recovering` until everything that it lacks was given back).
	 * @returns `again`: pushes of what was acknowledged and is not covered by the cursor. A relay that was put back to an older copy between the two
	 * can't be told by the cursor, and would not have it; one that has it acknowledges it once more
	 */
	async welcomed(welcome: {
		epoch: Epoch;
		resume: 'continue' | 'start' | 'recover';
		time: number;
	}): Promise<{ recovering: boolean; again: Group[][] }> {
		return this.#write(async (tx, touched) => {
			const offset = (await tx.meta('clockOffset')) ?? 0;
			const measured = welcome.time - this.#deps.platform.now();
			if (Math.abs(measured - offset) > CLOCK_TOLERANCE) await this.#correctClock(tx, touched, offset, measured);
			const known = await tx.meta('epoch');
			if (welcome.resume === 'continue')
				return { recovering: (await tx.meta('recovering')) ?? false, again: packPushes(await findUncovered(tx)) };
			await tx.setMeta('cursor', null);
			await tx.setMeta('epoch', welcome.epoch);
			const recovering =
				known !== undefined && known !== null && (known !== welcome.epoch || welcome.resume === 'recover');
			const still = recovering || ((await tx.meta('recovering')) ?? false);
			await tx.setMeta('recovering', still);
			const again = await findUncovered(tx);
			if (!still) return { recovering: still, again: packPushes(again) };
			for (const row of again) await tx.acknowledged.delete(row.group);
			return { recovering: still, again: [] };
		});
	}

	/**
	 * The next groups of the outbox after an order, up to PUSH_TARGET bytes. It is noted how far was offered: the relay may have those groups.
	 * @param caughtUp whether the log was read to its end. Before that, a group that was written anew is held back, and so is what follows it:
	 * an older version of it may be in the log
	 */
	async offer(after: number, caughtUp: boolean): Promise<{ groups: Group[]; last: number; held: boolean }> {
		return this.#write(async (tx) => {
			let held = false;
			const rows = await nextPush(tx, after, (row) => {
				held ||= row.renewed && !caughtUp;
				return !held;
			});
			const last = rows.at(-1)?.order ?? after;
			if (last > ((await tx.meta('offered')) ?? 0)) await tx.setMeta('offered', last);
			return { groups: rows.map((row) => ({ id: row.group, entries: row.entries })), last, held };
		});
	}

	/** These groups are on the relay's disk. Groups that are not in the outbox any more are passed over. */
	async acknowledged(groups: readonly GroupId[]): Promise<void> {
		await this.#write((tx, touched) => this.#acknowledge(tx, touched, groups));
	}

	/**
	 * A group was refused. What can be mended is written anew under a new client id and a new group id; the rest is set aside,
	 * and later changes of the same documents are written anew without it.
	 * @returns whether anything was written anew: then the connection must be opened anew too, since an older version may have got through
	 */
	async refused(group: GroupId, code: RefusalCode): Promise<{ rebuilt: boolean; setAside: boolean }> {
		return this.#write(async (tx, touched) => {
			const row = await tx.outbox.find(group);
			if (row === undefined) return this.#setAsideAgain(tx, group, code);
			if (row.state === 'refused') return { rebuilt: false, setAside: false };
			const mend = isMendable(code) && row.mended < MAX_MENDED;
			await tx.outbox.put(mend ? { ...row, mended: row.mended + 1 } : { ...row, state: 'refused', refusal: code });
			// Nothing is erased: the records are what they were.
			if (!mend) await forgetErasure(tx, row);
			await this.#rebuild(tx, touched, row.documents, {
				shift: code === 'clock' ? 0 : null,
				device: null,
				without: mend ? [] : row.writes,
			});
			return { rebuilt: true, setAside: !mend };
		});
	}

	/**
	 * Takes in rows of the log: documents, events, screens' rows and the cursor move together.
	 * A row without an entry was pushed on this connection: its group is acknowledged. So is a group whose events come back from an earlier
	 * connection; where it was an older version of the group that got through, that one stands, and the newer one is given up. Where an older
	 * version of a value comes without its group (a room or a colleague was faster), the newer one is written over it. Records that the rows say
	 * were erased go, with all that is of them.
	 * @returns whether anything was written anew
	 */
	async apply(received: readonly LogEntry[], cursor: Cursor): Promise<{ rebuilt: boolean }> {
		return this.#write(async (tx, touched) => {
			const epoch = cursor.epoch;
			const arrived = await findArrived(tx, received);
			await this.#acknowledge(tx, touched, arrived.acknowledged);
			await this.#erase(tx, touched, erasedBy(received));
			const entries = await withoutErased(tx, received);
			await tx.acknowledged.deleteMany(arrived.covered);
			const updates = new Map<DocumentName, Uint8Array[]>();
			const events: EventRow[] = [];
			for (const { entry, group, staff, device } of entries) {
				if (entry?.kind === 'update')
					updates.set(entry.document, [...(updates.get(entry.document) ?? []), entry.bytes]);
				if (entry?.kind === 'event') events.push({ ...eventOf(entry.event), group, staff, device, epoch });
			}
			const recovering = (await tx.meta('recovering')) ?? false;
			for (const name of updates.keys()) touched.add(name);
			const open = await this.#deps.documents.open(tx, [...updates.keys()]);
			let clock = (await tx.meta('clock')) ?? (0 as Stamp);
			const rows: DocumentRow[] = [];
			const waiting: OpenDocument[] = [];
			const known = open.flatMap(({ name, row }) => (row === undefined ? [] : [name]));
			const isWaiting = known.length === 0 ? new Set() : recovering ? new Set(known) : await tx.outbox.waitingAmong(known);
			for (const document of open) {
				const pending = isWaiting.has(document.name);
				if (pending) waiting.push(document);
				rows.push(pulledRow(document, updates.get(document.name) ?? [], epoch, pending));
				clock = laterStamp(clock, latestStamp(document.doc));
			}
			await tx.documents.putMany(rows);
			await tx.events.putMany(events);
			await tx.setMeta('clock', clock);
			await tx.setMeta('cursor', cursor);
			await this.#deps.project(tx, open, events.map((row) => row.event));
			for (const row of rows) this.#deps.documents.wrote(row);
			for (const row of arrived.outdated) {
				await noteGiven(tx, row.writes.flatMap(({ formerly }) => formerly));
				await tx.outbox.delete(row.order);
			}
			const stale = new Set(await stillThere(tx, arrived.outdated.flatMap((row) => row.documents)));
			for (const name of await withOlderVersions(tx, waiting)) stale.add(name);
			await this.#rebuild(tx, touched, [...stale], {
				shift: null,
				device: null,
				without: arrived.outdated.flatMap((row) => row.writes),
			});
			return { rebuilt: stale.size > 0 };
		});
	}

	/**
	 * The next things that a restored relay lacks of what it had before. Each group gives back one document or one event. What this device has not
	 * had acknowledged is no part of it: that goes its own way, in its groups.
	 */
	async supply(place: SupplyPlace): Promise<{ groups: Group[]; next: SupplyPlace | null }> {
		return this.#write(async (tx) => {
			const { entries, next } = await findLacking(tx, place);
			const groups = entries.map((entry) => ({
				id: this.#deps.platform.uuid() as GroupId,
				supplied: true,
				entries: [entry],
			}));
			return { groups, next };
		});
	}

	/** What was given back is on the relay's disk. */
	async supplied(groups: readonly Group[]): Promise<void> {
		await this.#write((tx) =>
			noteGivenBack(
				tx,
				groups.flatMap((group) => group.entries),
			),
		);
	}

	/** Everything that the relay lacked was given back. */
	async recovered(): Promise<void> {
		await this.#write((tx) => tx.setMeta('recovering', false));
	}

	/** Notes the moment (ms since 1970) when everything had been exchanged. */
	async synced(at: number): Promise<void> {
		await this.#write((tx) => tx.setMeta('lastSynced', at));
	}

	/** Sets a group aside that was acknowledged once, and is refused now that it is pushed again. What it had erased is read anew. */
	async #setAsideAgain(tx: BookTransaction, group: GroupId, code: RefusalCode): Promise<{ rebuilt: boolean; setAside: boolean }> {
		const row = await tx.acknowledged.get(group);
		if (row === undefined) return { rebuilt: false, setAside: false };
		await tx.acknowledged.delete(group);
		await tx.outbox.put({ ...row, state: 'refused', refusal: code });
		const rebuilt = erasedByGroup(row).length > 0;
		if (rebuilt) await tx.setMeta('cursor', null);
		await forgetErasure(tx, row);
		return { rebuilt, setAside: true };
	}

	/** Erases records, once the relay has the word of it. */
	async #erase(tx: BookTransaction, touched: Set<DocumentName>, documents: readonly DocumentName[]): Promise<void> {
		const there = await stillThere(tx, documents);
		if (there.length === 0) return;
		for (const name of there) touched.add(name);
		await eraseRecords(this.#deps, tx, there);
	}

	async #acknowledge(tx: BookTransaction, touched: Set<DocumentName>, groups: readonly GroupId[]): Promise<void> {
		const epoch = (await tx.meta('epoch')) ?? null;
		if (epoch === null || groups.length === 0) return;
		const rows = (await tx.outbox.findMany([...new Set(groups)])).sort((a, b) => a.order - b.order);
		// An erasure takes away what the groups before it wrote.
		for (let from = 0; from < rows.length; ) {
			const erasing = rows.findIndex((row, i) => i >= from && erasedByGroup(row).length > 0);
			const until = erasing < 0 ? rows.length : erasing + 1;
			await noteAcknowledged(tx, rows.slice(from, until), epoch);
			await this.#erase(tx, touched, rows.slice(from, until).flatMap(erasedByGroup));
			from = until;
		}
	}

	/** Corrects the clock, and stamps what waits anew: shifted by the error, never later than now. */
	async #correctClock(
		tx: BookTransaction,
		touched: Set<DocumentName>,
		offset: number,
		measured: number,
	): Promise<void> {
		await tx.setMeta('clockOffset', measured);
		await tx.setMeta('clock', laterStamp(stampAt(this.#deps.platform.now() + measured), (await tx.meta('given')) ?? (0 as Stamp)));
		await this.#rebuild(tx, touched, await waitingDocuments(tx), { shift: measured - offset, device: null });
	}

	async #rebuild(
		tx: BookTransaction,
		touched: Set<DocumentName>,
		names: readonly DocumentName[],
		rewriting: Rewriting,
	): Promise<void> {
		const all = await stillThere(tx, await withCompanions(tx, names));
		for (const name of all) touched.add(name);
		await rebuildDocuments(this.#deps, tx, all, rewriting);
	}

	async #write<T>(body: (tx: BookTransaction, touched: Set<DocumentName>) => Promise<T>): Promise<T> {
		const touched = new Set<DocumentName>();
		try {
			return await this.#deps.store.write(async (tx) => {
				if (((await tx.meta('term')) ?? 0) !== this.#deps.term) throw new Superseded('another tab replicates now');
				return body(tx, touched);
			});
		} catch (error) {
			this.#deps.documents.forget(touched);
			throw error;
		}
	}
}

/** Notes that groups are on the relay's disk. They are kept until the cursor covers them. */
async function noteAcknowledged(tx: BookTransaction, groups: readonly OutboxGroup[], epoch: Epoch): Promise<void> {
	await noteGiven(tx, groups.flatMap(({ writes }) => writes));
	await tx.outbox.deleteMany(groups.map(({ order }) => order));
	await tx.acknowledged.putMany(groups);
	const entries = groups.flatMap((group) => group.entries);
	const events = await tx.events.getMany(entries.flatMap((entry) => (entry.kind === 'event' ? [entry.event.id as EventId] : [])));
	await tx.events.putMany(events.flatMap((row) => (row === undefined ? [] : [{ ...row, epoch }])));
	const updates = Map.groupBy(entries.filter((entry) => entry.kind === 'update'), ({ document }) => document);
	const names = [...updates.keys()];
	const documents = await tx.documents.getMany(names);
	const waiting = await tx.outbox.waitingAmong(names);
	await tx.documents.putMany(
		documents.flatMap((row) => {
			if (row === undefined) return [];
			const bytes = updates.get(row.name)?.map((update) => update.bytes) ?? [];
			return [acknowledgedRow(row, bytes, epoch, waiting.has(row.name))];
		}),
	);
}

/** Notes the last stamp of this device that the relay has. */
async function noteGiven(tx: BookTransaction, registers: readonly RegisterRef[]): Promise<void> {
	const before = (await tx.meta('given')) ?? (0 as Stamp);
	const given = registers.map(({ at }) => at).reduce(laterStamp, before);
	if (given > before) await tx.setMeta('given', given);
}

async function waitingDocuments(tx: BookTransaction): Promise<DocumentName[]> {
	return [...new Set((await tx.outbox.pending(0, Number.MAX_SAFE_INTEGER)).flatMap((row) => row.documents))];
}

function eventOf(event: Event): Pick<EventRow, 'id' | 'document' | 'at' | 'event'> {
	return { id: event.id as EventId, document: 'document' in event ? event.document : '', at: event.at, event };
}

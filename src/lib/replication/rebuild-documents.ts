import * as Y from 'yjs';
import { laterStamp, nextStamp, stampAt, type Stamp } from '../domain/clock.ts';
import type { DocumentName } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import { ofDevice, type DeviceId, type GroupId, type WriterId } from '../domain/ids.ts';
import { latestStampOf } from '../documents/registers.ts';
import { readSeenValue, type SeenValue } from '../documents/seen-values.ts';
import type { Platform } from '../platform/platform.ts';
import type { Entry } from '../protocol/entries.ts';
import type { Event } from '../protocol/events/event.ts';
import { MAX_CLOCK_AHEAD } from '../protocol/limits.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import { rebuiltRow, relayState } from '../storage/document-state.ts';
import type { OpenDocument, OpenDocuments } from '../storage/open-documents.ts';
import type { Project } from '../storage/project.ts';
import type { OutboxGroup, RegisterRef, Write } from '../storage/rows.ts';
import { writeRegisters } from '../storage/write-registers.ts';

interface RebuildDeps {
	documents: OpenDocuments;
	project: Project;
	platform: Platform;
}

/** How what waits is written anew. */
export interface Rewriting {
	/** null: stamps stay; otherwise each stamp moves by this many ms, and none stays later than now. */
	shift: number | null;
	/** Set when this browser profile became another device: what waits is then that device's. */
	device: DeviceId | null;
	/** What was set aside or given up: writes that replaced it replace what it had replaced, and what it was before. */
	without?: readonly Write[];
}

/** These documents and those that share a waiting group with them, near or far: what is written anew keeps its groups whole. */
export async function withCompanions(tx: BookTransaction, names: readonly DocumentName[]): Promise<DocumentName[]> {
	const all = new Set(names);
	for (let added = [...all]; added.length > 0; ) {
		const groups = await tx.outbox.ofDocuments(added);
		added = [...new Set(groups.flatMap(({ documents }) => documents))].filter((name) => !all.has(name));
		for (const name of added) all.add(name);
	}
	return [...all];
}

/**
 * Writes documents anew: from what the relay has, under a new Yjs client id, with the values of every group that still waits. A value takes
 * the place of what its writer had seen, and of nothing else; a value that says what its writer had seen says where that is now.
 * The groups get new ids, because an older version of one may have reached the relay. `DeviceLog.apply` finds that out before it is offered
 * again; where it arrives later, both are in the log, and the newer one has the last word.
 * @param names as `withCompanions` gives them
 */
export async function rebuildDocuments(
	deps: RebuildDeps,
	tx: BookTransaction,
	names: readonly DocumentName[],
	rewriting: Rewriting,
): Promise<void> {
	if (names.length === 0) return;
	const rows = await tx.documents.getMany(names);
	const groups = await tx.outbox.ofDocuments(names);
	const offered = (await tx.meta('offered')) ?? 0;
	const highest = highestClients(groups);
	const open = new Map<DocumentName, OpenDocument>();
	for (const [i, name] of names.entries()) {
		const base = relayState(rows[i]);
		const doc = deps.documents.replace(name, highest.get(name));
		if (base.length > 0) Y.applyUpdate(doc, base);
		open.set(name, { name, doc, row: rows[i] });
	}
	let clock = (await tx.meta('clock')) ?? (0 as Stamp);
	const now = deps.platform.now() + ((await tx.meta('clockOffset')) ?? 0);
	const rewriter = new Rewriter(rewriting, now, (await tx.meta('given')) ?? (0 as Stamp));
	for (const group of groups) {
		const isOffered = group.state === 'offered' || group.order <= offered;
		const renewed = renew(group, isOffered, open, rewriter, deps.platform.uuid() as GroupId);
		await tx.outbox.put(renewed);
		await renewEvents(tx, renewed);
		for (const write of renewed.writes) clock = laterStamp(clock, write.at);
	}
	const pending = new Set(groups.flatMap(({ documents }) => documents));
	const written = [...open.values()].map((document) => rebuiltRow(document, pending.has(document.name)));
	await tx.documents.putMany(written);
	await tx.setMeta('clock', clock);
	await deps.project(tx, [...open.values()]);
	for (const row of written) deps.documents.wrote(row);
}

/** The highest Yjs client id that the groups' updates of each document were made under. */
function highestClients(groups: readonly OutboxGroup[]): Map<DocumentName, number> {
	const highest = new Map<DocumentName, number>();
	for (const entry of groups.flatMap(({ entries }) => entries)) {
		if (entry.kind !== 'update') continue;
		for (const client of Y.parseUpdateMeta(entry.bytes).to.keys())
			highest.set(entry.document, Math.max(highest.get(entry.document) ?? -1, client));
	}
	return highest;
}

/** Where a register was, and what stands for it now. */
interface Moved {
	document: DocumentName;
	was: RegisterRef;
	now: readonly RegisterRef[];
}

/**
 * Says under which writer and stamp a write is made again. Stamps move by `shift` ms but never past now; they keep their order, and stay
 * later than what they replace, and than what this device had stamped before and the relay has.
 */
class Rewriter {
	#rewriting: Rewriting;
	#now: Stamp;
	#last: Stamp;
	#stamps = new Map<Stamp, Stamp>();
	/** By the writer and stamp that they had: where they are now… */
	#moved = new Map<string, RegisterRef>();
	/** …or what may stand in their place: themselves, an older version, or what they had replaced. */
	#behind: ReadonlyMap<string, readonly RegisterRef[]>;
	/** Both of these, in the order of writing. */
	#all: Moved[] = [];

	/** @param nowMs ms since 1970, by the corrected clock */
	constructor(rewriting: Rewriting, nowMs: number, given: Stamp) {
		this.#rewriting = rewriting;
		this.#last = given;
		this.#behind = new Map(
			(rewriting.without ?? []).map((write) => [
				keyOf(write, write),
				[{ writer: write.writer, at: write.at }, ...write.formerly, ...write.replaces],
			]),
		);
		for (const { document, field, writer, at } of rewriting.without ?? []) {
			const now = this.#behind.get(keyOf({ document, field }, { writer, at })) ?? [];
			this.#all.push({ document, was: { writer, at }, now });
		}
		this.#now = stampAt(nowMs);
	}

	write(write: Write): Write {
		const replaces = write.replaces.flatMap(
			(ref) => this.#moved.get(keyOf(write, ref)) ?? this.#behind.get(keyOf(write, ref)) ?? ref,
		);
		// What the relay refuses as of the future is a version that got nowhere.
		const stamps = replaces.map(({ at }) => at).filter((at) => at <= this.#now + stampAt(MAX_CLOCK_AHEAD));
		const moved = {
			writer: this.writer(write.writer),
			at: this.stamp(write.at, stamps.reduce(laterStamp, 0 as Stamp)),
		};
		if (moved.writer === write.writer && moved.at === write.at) return { ...write, replaces };
		this.#moved.set(keyOf(write, write), moved);
		this.#all.push({ document: write.document, was: write, now: [moved] });
		return { ...write, ...moved, replaces, formerly: [...write.formerly, { writer: write.writer, at: write.at }] };
	}

	/**
	 * What a writer had seen, by where it is now: what was written anew before, and what may stand in the place of what was set aside or given up.
	 * @param open the documents that it speaks of, as they are without what is still to be written anew
	 */
	seen(seen: SeenValue['seen'], open: readonly OpenDocument[]): SeenValue['seen'] {
		const known = this.#all.filter(
			({ document, was }) => open.some(({ name }) => name === document) && was.at <= (seen[was.writer] ?? -1),
		);
		const now: Record<string, Stamp> = { ...seen };
		// Where stamps went back, a later write of the same writer may get one that lies before the former: it was not seen.
		for (const { was } of known.filter(({ was, now: [first] }) => first?.writer === was.writer && first.at < was.at)) {
			const most = seen[was.writer] ?? was.at;
			now[was.writer] = open.map(({ doc }) => latestStampOf(doc, was.writer, most)).reduce(laterStamp, 0 as Stamp);
		}
		for (const { writer, at } of known.flatMap((moved) => moved.now)) now[writer] = laterStamp(now[writer] ?? at, at);
		return now;
	}

	writer(writer: WriterId): WriterId {
		return this.#rewriting.device === null ? writer : ofDevice(writer, this.#rewriting.device);
	}

	stamp(at: Stamp, after = 0 as Stamp): Stamp {
		const { shift } = this.#rewriting;
		if (shift === null) return at;
		const before = this.#stamps.get(at);
		if (before !== undefined) return before;
		const moved = Math.max(0, Math.min(at + stampAt(shift), this.#now)) as Stamp;
		this.#last = laterStamp(moved, nextStamp(laterStamp(this.#last, after), 0));
		this.#stamps.set(at, this.#last);
		return this.#last;
	}
}

/** Names a register: stamps that were moved may be equal in different fields. */
function keyOf({ document, field }: Pick<Write, 'document' | 'field'>, { writer, at }: RegisterRef): string {
	return `${document} ${field} ${writer} ${at}`;
}

function renew(
	group: OutboxGroup,
	isOffered: boolean,
	open: ReadonlyMap<DocumentName, OpenDocument>,
	rewriter: Rewriter,
	id: GroupId,
): OutboxGroup {
	const named = group.documents.flatMap((name) => open.get(name) ?? []);
	const follow: Follow = (document, field, value) => {
		const said = readSeenValue(document, field, value);
		if (said === null) return value;
		return rewriter.seen(said.seen, said.of === 'record' ? named : named.filter(({ name }) => name === document));
	};
	const writes = group.writes.map((write) => rewriter.write({ ...write, value: follow(write.document, write.field, write.value) }));
	const events = group.entries.flatMap((entry): Entry[] => (entry.kind === 'event' ? [{ kind: 'event', event: renewEvent(entry.event, rewriter, follow) }] : []));
	return {
		...group,
		group: id,
		state: 'waiting',
		renewed: group.renewed || isOffered,
		writes,
		entries: [...writeRegisters(open.values(), writes), ...events],
	};
}

/** What a value of a field says once what it names is written anew. */
type Follow = (document: DocumentName, field: string, value: FieldValue) => FieldValue;

function renewEvent(event: Event, rewriter: Rewriter, follow: Follow): Event {
	const at = rewriter.stamp(event.at);
	if (!('writer' in event)) return { ...event, at };
	const moved = { at, writer: rewriter.writer(event.writer) };
	const { document } = event;
	if (event.type === 'record.created') {
		const values = Object.entries(event.values).map(([field, value]) => [field, follow(document, field, value)] as const);
		return { ...event, ...moved, values: Object.fromEntries(values) };
	}
	const { field, from, to } = event;
	return {
		...event,
		...moved,
		...(from === undefined ? {} : { from: follow(document, field, from) }),
		...(to === undefined ? {} : { to: follow(document, field, to) }),
	};
}

async function renewEvents(tx: BookTransaction, group: OutboxGroup): Promise<void> {
	for (const entry of group.entries) {
		if (entry.kind !== 'event') continue;
		const row = await tx.events.get(entry.event.id);
		if (row !== undefined) await tx.events.put({ ...row, group: group.group, at: entry.event.at, event: entry.event });
	}
}

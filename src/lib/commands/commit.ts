import { laterStamp, nextStamp, type Stamp } from '../domain/clock.ts';
import type { DocumentName } from '../domain/document-name.ts';
import { sameValue, type FieldValue } from '../domain/field-value.ts';
import type { EventId, GroupId, WriterId } from '../domain/ids.ts';
import type { Profile } from '../domain/staff.ts';
import { latestOf, readRegisters, type FieldState } from '../documents/registers.ts';
import type { Platform } from '../platform/platform.ts';
import type { Entry } from '../protocol/entries.ts';
import { packEvent, type ChangeReason, type Event } from '../protocol/events/event.ts';
import { MAX_EVENT } from '../protocol/limits.ts';
import { Stopped, type BookStore, type BookTransaction } from '../storage/book-store.ts';
import { changedRow } from '../storage/document-state.ts';
import type { OpenDocument, OpenDocuments } from '../storage/open-documents.ts';
import type { Project } from '../storage/project.ts';
import type { EventRow, RegisterRef, Write } from '../storage/rows.ts';
import { writeRegisters } from '../storage/write-registers.ts';
import type { CommandResult, InputProblem } from './command-input.ts';
import { readStanding, withMergedRecords, type Planned } from './merged-writes.ts';

/** What the values of one event may take, in bytes: what else is in it is small. */
const ROOM_IN_EVENT = MAX_EVENT - 1_024;

/** What commands stand on. */
export interface CommandDeps {
	store: BookStore;
	documents: OpenDocuments;
	project: Project;
	platform: Platform;
	profile: Profile;
	/** This tab and boot. */
	writer: WriterId;
	/** Told after each commit, so that the replicator looks into the outbox. */
	committed: () => void;
}

/** What a command's body may read and write while its transaction is open. */
export interface Draft {
	readonly tx: BookTransaction;
	/** The stamp of this command's first write: the moment that it is recorded under. */
	readonly at: Stamp;
	/** The group that this command writes, if it writes anything. */
	readonly group: GroupId;
	/** What a document says now, with what was merged into it; nothing of one that is not there. */
	fields(document: DocumentName): Promise<ReadonlyMap<string, FieldState>>;
	/** What a document says by itself, without what was merged into it. */
	own(document: DocumentName): Promise<ReadonlyMap<string, FieldState>>;
	/** Writes fields of a new record: one `record.created` event. */
	create(document: DocumentName, values: Readonly<Record<string, FieldValue>>): void;
	/** Writes fields of a known record; what does not change anything is left out. A `record.changed` event for each. */
	change(document: DocumentName, values: Readonly<Record<string, FieldValue>>): void;
	/** Says something that is no change of a record. @param about the records that it concerns: it waits, and is shown as waiting, with them */
	say(about: readonly DocumentName[], fact: Told): void;
}

/** An event without what every event has. */
type Told = Event extends infer E ? (E extends Event ? Omit<E, 'id' | 'at'> : never) : never;

/** What a command's body comes to: a value, or why it refuses; then nothing that it planned is written. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; problems: InputProblem[] };

interface Said {
	about: readonly DocumentName[];
	fact: Told;
}

/**
 * Runs a command as one transaction and one group: documents, outbox, events and rows are written together, or nothing is.
 * The body plans; a body that plans nothing, or refuses, writes nothing.
 * @param stop asked while it is planned and written: once it says yes, nothing is written
 * @returns what the body returned and the group that was written, after the commit is on disk
 * @throws StorageFailed
 * @throws Stopped
 */
export async function commit<T>(
	deps: CommandDeps,
	why: ChangeReason,
	body: (draft: Draft) => Promise<Outcome<T>>,
	stop: () => boolean = () => false,
): Promise<CommandResult<T>> {
	const [result] = await commitAll(deps, why, [body], stop);
	if (result === undefined) throw new Error('a body was given');
	return result;
}

/**
 * Runs several commands as one transaction, a group each: all of them are written together, or nothing is. While the disk takes in one, the next
 * is planned. One that refuses writes nothing, and those behind it do not run.
 * @param ahead reads, before anything is written, what the bodies will ask for: a read behind hundreds of writes waits for all of them
 * @returns what each body came to, the refusal last
 * @throws StorageFailed
 * @throws Stopped
 */
export async function commitAll<T>(
	deps: CommandDeps,
	why: ChangeReason,
	bodies: readonly ((draft: Draft) => Promise<Outcome<T>>)[],
	stop: () => boolean = () => false,
	ahead: (tx: BookTransaction) => Promise<void> = async () => undefined,
): Promise<CommandResult<T>[]> {
	const touched = new Set<DocumentName>();
	try {
		const results = await deps.store.write(async (tx) => {
			await ahead(tx);
			const results: CommandResult<T>[] = [];
			for (const body of bodies) {
				const result = await writeGroup(deps, tx, why, body, touched, stop);
				results.push(result);
				if (!result.ok) break;
			}
			return results;
		}, stop);
		if (results.some((result) => result.ok && result.group !== null)) deps.committed();
		return results;
	} catch (error) {
		deps.documents.forget(touched);
		throw error;
	}
}

/** Plans and writes one group. @param touched is told the documents that are about to be changed */
async function writeGroup<T>(
	deps: CommandDeps,
	tx: BookTransaction,
	why: ChangeReason,
	body: (draft: Draft) => Promise<Outcome<T>>,
	touched: Set<DocumentName>,
	stop: () => boolean,
): Promise<CommandResult<T>> {
	const [offset = 0, before = 0 as Stamp] = await Promise.all([tx.meta('clockOffset'), tx.meta('clock')]);
	const clock = nextStamp(before, deps.platform.now() + offset);
	const planned: Planned[] = [];
	const said: Said[] = [];
	const group = deps.platform.uuid() as GroupId;
	const own = async (document: DocumentName) => {
		const [open] = await deps.documents.open(tx, [document]);
		return open === undefined ? new Map<string, FieldState>() : readRegisters(open.doc);
	};
	const outcome = await body({
		tx,
		at: clock,
		group,
		fields: async (document) => {
			const said = await own(document);
			return (await readStanding(deps.documents, tx, document, said))?.fields ?? said;
		},
		own,
		create: (document, values) => planned.push({ document, values, created: true }),
		change: (document, values) => planned.push({ document, values, created: false }),
		say: (about, fact) => said.push({ about, fact }),
	});
	if (!outcome.ok) return outcome;
	// An open tab may still show what was erased meanwhile: nothing of it is written again.
	const names = planned.map(({ document }) => document);
	const erased = names.length === 0 ? [] : await tx.erased.getMany(names);
	if (erased.some((row) => row?.state === 'erased')) return { ok: false, problems: [{ field: '', problem: 'record-unknown' }] };
	for (const { document } of planned) touched.add(document);
	if (stop()) throw new Stopped();
	return { ...outcome, group: await store(deps, tx, why, clock, group, planned, said) };
}

/** Returns the group, or null when there was nothing to write. */
async function store(
	deps: CommandDeps,
	tx: BookTransaction,
	why: ChangeReason,
	first: Stamp,
	group: GroupId,
	asked: readonly Planned[],
	told: readonly Said[],
): Promise<GroupId | null> {
	const open = new Map<DocumentName, OpenDocument>();
	/** What each of them says before this group: read once, however many look. */
	const said = new Map<DocumentName, ReadonlyMap<string, FieldState>>();
	const openAll = async (plans: readonly Planned[]) => {
		const names = new Set(plans.map(({ document }) => document).filter((name) => !open.has(name)));
		for (const document of names.size === 0 ? [] : await deps.documents.open(tx, [...names])) {
			open.set(document.name, document);
			said.set(document.name, readRegisters(document.doc));
		}
	};
	await openAll(asked);
	const planned = await withMergedRecords(deps.documents, tx, asked, said);
	await openAll(planned);
	let clock = first;
	for (const fields of said.values()) clock = laterStamp(clock, nextStamp(latestOf(fields), 0));
	const writes: Write[] = [];
	const events: Event[] = [];
	for (const plan of planned) {
		const before = said.get(plan.document);
		if (before === undefined) continue;
		const shown = plan.shown ?? before;
		const changes = Object.entries(plan.values).filter(
			([field, value]) => needsWrite(before.get(field), value) || (plan.shown !== undefined && needsWrite(shown.get(field), value)),
		);
		if (changes.length === 0) continue;
		const firstAt = clock;
		for (const [field, value] of changes) {
			writes.push({
				document: plan.document,
				field,
				value,
				at: clock,
				writer: deps.writer,
				replaces: replacedBy(before.get(field)),
				formerly: [],
			});
			clock = nextStamp(clock, 0);
		}
		events.push(...describe(deps, why, plan, firstAt, changes, shown));
	}
	for (const { fact } of told) {
		events.push({ ...fact, id: deps.platform.uuid() as EventId, at: clock } as Event);
		clock = nextStamp(clock, 0);
	}
	if (events.length === 0) return null;
	const updates = writeRegisters(open.values(), writes);
	const updateOf = new Map(updates.map(({ document, bytes }) => [document, bytes]));
	const entries: Entry[] = [...updates, ...events.map((event): Entry => ({ kind: 'event', event }))];
	const changed = [...open.values()].filter(({ name }) => updateOf.has(name));
	const rows = changed.map((document) => changedRow(document, updateOf.get(document.name)));
	// First what reads: the database runs requests in the order in which they are made, so a read behind hundreds of writes waits for all of them.
	await deps.project(tx, changed, events);
	await tx.documents.putMany(rows);
	await tx.events.putMany(events.map((event) => eventRow(deps, event, group)));
	await tx.commands.put({ group, events: events.map(({ id }) => id) });
	await tx.outbox.add({
		group,
		savedAt: deps.platform.now(),
		entries,
		writes,
		documents: [...new Set([...changed.map(({ name }) => name), ...told.flatMap(({ about }) => about)])],
		why,
		state: 'waiting',
		renewed: false,
		refusal: null,
		mended: 0,
	});
	await tx.setMeta('clock', clock);
	for (const row of rows) deps.documents.wrote(row);
	return group;
}

/** A field needs a write when its value differs, and also when others still stand beside it: writing says "this one". */
function needsWrite(state: FieldState | undefined, value: FieldValue): boolean {
	return state === undefined ? value !== null : !sameValue(state.winner.value, value) || state.also.length > 0;
}

function replacedBy(state: FieldState | undefined): RegisterRef[] {
	return state === undefined ? [] : [state.winner, ...state.also].map(({ writer, at }) => ({ writer, at }));
}

/** @param before what the record showed: taken back, it shows that again */
function describe(
	deps: CommandDeps,
	why: ChangeReason,
	plan: Planned,
	at: Stamp,
	changes: readonly [string, FieldValue][],
	before: ReadonlyMap<string, FieldState>,
): Event[] {
	const common = { at, document: plan.document, writer: deps.writer, why };
	if (plan.created) {
		return inEvents(changes).map((values) => ({
			...common,
			type: 'record.created',
			id: deps.platform.uuid() as EventId,
			values: Object.fromEntries(values),
		}));
	}
	return changes.map(([field, to]) => {
		const from = before.get(field)?.winner.value;
		const event: Event = {
			...common,
			type: 'record.changed',
			id: deps.platform.uuid() as EventId,
			field,
			to,
			...(from === undefined ? {} : { from }),
		};
		return fitsEvent(event) ? event : { ...event, from: undefined, to: undefined };
	});
}

/** Whether an event has room for its values. Where it has not, the history says that the field was changed, and not from what to what. */
function fitsEvent(event: Event): boolean {
	const length = JSON.stringify(event).length;
	return length * 3 <= MAX_EVENT || packEvent(event).length <= MAX_EVENT;
}

/** The first values of a record in as many events as they need: most records need one. */
function inEvents(changes: readonly [string, FieldValue][]): [string, FieldValue][][] {
	const events: [string, FieldValue][][] = [];
	let room = 0;
	for (const change of changes) {
		// In UTF-8 no character of a JSON text takes more than three bytes for each of its UTF-16 code units.
		const size = JSON.stringify(change).length * 3;
		if (size > room) {
			events.push([]);
			room = ROOM_IN_EVENT;
		}
		events.at(-1)?.push(change);
		room -= size;
	}
	return events;
}

function eventRow(deps: CommandDeps, event: Event, group: GroupId): EventRow {
	return {
		id: event.id,
		document: 'document' in event ? event.document : '',
		at: event.at,
		group,
		staff: deps.profile.staffId,
		device: deps.profile.deviceId,
		epoch: null,
		event,
	};
}

/** What work comes to that can be stopped in the middle; null: it was. */
export async function unlessStopped<T>(work: Promise<T>): Promise<T | null> {
	try {
		return await work;
	} catch (error) {
		if (error instanceof Stopped) return null;
		throw error;
	}
}

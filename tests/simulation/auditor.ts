import { sameValue } from '../../src/lib/domain/field-value.ts';
import { FIRM_SETTINGS, type DocumentName } from '../../src/lib/domain/document-name.ts';
import { EVENT_AUTHORS } from '../../src/lib/protocol/events/event.ts';
import type { DocumentRow, OutboxGroup } from '../../src/lib/storage/rows.ts';
import type { ChangeReason } from '../../src/lib/protocol/events/event.ts';
import type { Device } from './device.ts';
import type { ImportedFile } from './import-deeds.ts';
import { identityOf, seenInRow, seenOf, type Seen } from './registers.ts';

/** One value that somebody wrote and that was saved. */
export interface Change {
	device: Device;
	document: DocumentName;
	field: string;
	tab: string;
	value: string;
	/** The simulated time of saving. */
	savedAt: number;
	/** The stamp that it was saved under. */
	at: number;
	/** Whether the device's clock had been set while it ran when this was saved, so that the stamp may be anything. */
	clockWasSet: boolean;
	event: string;
	why: ChangeReason;
	/** The import that wrote it; null: none. */
	import: string | null;
	/** What its writer saw in the field, and so replaced. */
	replaced: Change[];
	/** Of the mark of a merge: what its writer had seen of the record that is merged, and so put aside. */
	putAside: Change[];
	/** It was shown before: taken over from a record that was merged. */
	takenOver: boolean;
	/** The relay must refuse it. */
	refusable: boolean;
	/**
	 * An older version of it may have been seen and replaced by others before the newer one got to the relay: it went ahead of its group, through
	 * a room, or the relay forgot it (an older copy) while its device stamped it anew. Then the newer one may stand beside what replaced the older.
	 */
	ahead: boolean;
	/** Given up by the person after it had been set aside. */
	withdrawn: boolean;
}

/** Stamps that are given one behind the other while a clock waits for time to catch up: more than a run writes. */
const LIFTED_WITHIN = 50 * 1024;

/** Something that must not be. */
export class Violation extends Error {
	override name = 'Violation';
}

/**
 * Oracle 1: keeps, outside of everything that is tested, what was said to be saved and what was said to be acknowledged.
 */
export class Auditor {
	readonly changes: Change[] = [];
	/** What people imported. */
	readonly imports: ImportedFile[] = [];
	/** Events and groups of the relay's present disk. */
	readonly groups = new Set<string>();
	readonly events = new Set<string>();
	#now: () => number;
	/** Records that the relay has had the word of being erased; what was written to them is gone, whenever it was. */
	readonly erased = new Set<DocumentName>();
	/** The records that an event erases. */
	readonly #erasures = new Map<string, readonly DocumentName[]>();
	#known = new Map<string, Change[]>();
	#byEvent = new Map<string, Change[]>();
	/** Events that are no change of a record. */
	#spoken = new Set<string>();
	/** Events of each device that the relay was not seen to have committed, in whatever history. */
	#unconfirmed = new Map<Device, Set<string>>();
	/** The first thing that was wrong; the run ends with it. */
	problem: Violation | null = null;

	constructor(now: () => number) {
		this.#now = now;
	}

	complain(text: string): void {
		this.problem ??= new Violation(text);
	}

	/** A group reached a device's disk. */
	saved(device: Device, group: OutboxGroup, before: ReadonlyMap<DocumentName, DocumentRow | undefined>): void {
		const refusable = this.isRefusable(device, group);
		const seen = new Map<DocumentName, Seen[]>(group.documents.map((name) => [name, seenInRow(before.get(name))]));
		const now = new Map<DocumentName, Seen[]>(
			group.documents.map((name) => [
				name,
				seenInRow(device.disk.memory.tables.get('documents')?.get(name) as DocumentRow | undefined),
			]),
		);
		const added: Change[] = [];
		const spoken = group.entries.flatMap((entry) => (entry.kind === 'event' && !('document' in entry.event) ? entry.event : []));
		for (const { id } of spoken) this.#spoken.add(id);
		const wrote = spoken.find((event) => event.type === 'import.wrote');
		for (const entry of group.entries)
			if (entry.kind === 'event' && entry.event.type === 'record.erased') this.#erasures.set(entry.event.id, entry.event.documents);
		for (const write of group.writes) {
			const value = identityOf(write.field, write.value);
			const aside = seenOf(write.field, write.value) ?? {};
			const tab = write.writer.slice(13);
			const holds = now
				.get(write.document)
				?.some((register) => register.field === write.field && register.tab === tab && register.value === value);
			if (!holds)
				this.complain(
					`${device.name} saved a group whose document does not hold ${write.document} ${write.field} ${value}`,
				);
			added.push({
				device,
				document: write.document,
				field: write.field,
				tab,
				value,
				savedAt: this.#now(),
				at: write.at,
				clockWasSet: device.clockWasSet,
				event: eventOf(group, write.document, write.field) ?? this.#missingEvent(device, write.field),
				why: group.why,
				import: wrote?.import ?? null,
				replaced: (seen.get(write.document) ?? [])
					.filter((register) => register.field === write.field)
					.flatMap((register) => this.#find(device, write.document, register)),
				putAside: (seen.get(write.document) ?? [])
					.filter((register) => register.at <= (aside[register.writer] ?? -1))
					.flatMap((register) => this.#find(device, write.document, register)),
				takenOver: group.entries.some((entry) => isTakenOver(entry, write)),
				refusable,
				ahead: false,
				withdrawn: false,
			});
		}
		for (const change of added) {
			this.changes.push(change);
			push(this.#known, keyOf(change), change);
			push(this.#byEvent, change.event, change);
			if (refusable || this.erased.has(change.document)) continue;
			const unconfirmed = this.#unconfirmed.get(device) ?? new Set();
			this.#unconfirmed.set(device, unconfirmed.add(change.event));
		}
	}

	/** Whether the relay must refuse a group: what `People.overstep` makes. */
	isRefusable(device: Device, group: OutboxGroup): boolean {
		if (device.role === 'member' && group.documents.includes(FIRM_SETTINGS)) return true;
		return group.entries.some((entry) => entry.kind === 'event' && !Object.hasOwn(EVENT_AUTHORS, entry.event.type));
	}

	withdrawn(group: OutboxGroup): void {
		for (const entry of group.entries) {
			if (entry.kind === 'event') for (const change of this.#byEvent.get(entry.event.id) ?? []) change.withdrawn = true;
		}
	}

	/** What a group holds may reach the relay before the group does. */
	goesAhead(group: OutboxGroup): void {
		for (const entry of group.entries) {
			if (entry.kind === 'event') for (const change of this.#byEvent.get(entry.event.id) ?? []) change.ahead = true;
		}
	}

	/** A command said that it saved this value. */
	claimed(device: Device, value: string): void {
		if (!this.changes.some((change) => change.device === device && change.value.includes(value))) {
			this.complain(`${device.name} said that ${value} was saved, and its disk does not hold it`);
		}
	}

	/** The relay's disk took groups and events in. */
	committed(groups: readonly string[], events: readonly string[]): void {
		for (const group of groups) this.groups.add(group);
		for (const event of events) {
			this.events.add(event);
			for (const { device } of this.#byEvent.get(event)?.slice(0, 1) ?? [])
				this.#unconfirmed.get(device)?.delete(event);
			this.#erase(this.#erasures.get(event) ?? []);
		}
	}

	/** What is erased may be gone before the relay had it. */
	#erase(documents: readonly DocumentName[]): void {
		for (const document of documents) this.erased.add(document);
		if (documents.length === 0) return;
		for (const { document, device, event } of this.changes)
			if (this.erased.has(document)) this.#unconfirmed.get(device)?.delete(event);
	}

	/** The relay's disk was changed for one that holds only this. */
	restored(groups: Iterable<string>, events: Iterable<string>): void {
		const before = [...this.events];
		this.groups.clear();
		this.events.clear();
		for (const group of groups) this.groups.add(group);
		for (const event of events) this.events.add(event);
		for (const event of before) {
			if (this.events.has(event)) continue;
			for (const change of this.#byEvent.get(event) ?? []) change.ahead ||= change.device.clockWasSet;
		}
	}

	/** An acknowledgement left the relay. */
	acknowledged(groups: readonly string[]): void {
		for (const group of groups)
			if (!this.groups.has(group)) this.complain(`group ${group} was acknowledged and is not on the relay's disk`);
	}

	/** At any moment: where nothing waits, and so the status says that nothing does, the relay has had everything that was saved. */
	checkStatus(device: Device): void {
		if (device.disk.waiting().length > 0) return;
		for (const event of this.#unconfirmed.get(device) ?? []) {
			this.complain(`${device.name} says that nothing waits; the relay never had event ${event}`);
			return;
		}
	}

	/** The changes that a register on a document may be; none: nobody wrote it. */
	find(document: DocumentName, register: Seen): readonly Change[] {
		return this.#known.get(`${document} ${register.field} ${register.tab} ${register.value}`) ?? [];
	}

	/**
	 * Whether a stamp stands right behind one that a clock which was set had given before, ahead of its time: a writer who has seen that one stamps
	 * what they write behind it (HLC-1), until time has caught up.
	 */
	isLifted(at: number, change: Change): boolean {
		return this.changes.some(
			(other) => other.clockWasSet && other.savedAt <= change.savedAt && other.at <= at && at - other.at < LIFTED_WITHIN,
		);
	}

	isKnownEvent(event: string): boolean {
		return this.#byEvent.has(event) || this.#spoken.has(event);
	}

	#find(device: Device, document: DocumentName, register: Seen): readonly Change[] {
		const found = this.find(document, register);
		if (found.length === 0)
			this.complain(`${device.name} shows ${document} ${register.field} ${register.value}, which nobody wrote`);
		return found;
	}

	#missingEvent(device: Device, field: string): string {
		this.complain(`${device.name} saved ${field} without an event`);
		return '';
	}
}

/** Whether an entry tells of a write that it changed nothing of what was shown. */
function isTakenOver(entry: OutboxGroup['entries'][number], { document, field }: OutboxGroup['writes'][number]): boolean {
	if (entry.kind !== 'event' || entry.event.type !== 'record.changed') return false;
	const { event } = entry;
	return event.document === document && event.field === field && event.from !== undefined && sameValue(event.from, event.to ?? null);
}

function eventOf(group: OutboxGroup, document: DocumentName, field: string): string | null {
	for (const entry of group.entries) {
		if (entry.kind !== 'event' || !('document' in entry.event) || entry.event.document !== document) continue;
		const { event } = entry;
		if (event.type === 'record.created' ? Object.hasOwn(event.values, field) : event.type === 'record.changed' && event.field === field) return event.id;
	}
	return null;
}

function keyOf(change: Change): string {
	return `${change.document} ${change.field} ${change.tab} ${change.value}`;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
	const known = map.get(key);
	if (known === undefined) map.set(key, [value]);
	else known.push(value);
}

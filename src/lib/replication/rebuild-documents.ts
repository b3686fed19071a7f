import * as Y from 'yjs';
import { laterStamp, nextStamp, stampAt, type Stamp } from '../domain/clock.ts';
import type { DocumentName } from '../domain/document-name.ts';
import { ofDevice, type DeviceId, type GroupId, type WriterId } from '../domain/ids.ts';
import { latestStamp } from '../documents/registers.ts';
import type { Platform } from '../platform/platform.ts';
import type { Entry } from '../protocol/entries.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import { rebuiltRow, relayBase } from '../storage/document-state.ts';
import type { OpenDocument, OpenDocuments } from '../storage/open-documents.ts';
import type { Project } from '../storage/project.ts';
import type { OutboxGroup } from '../storage/rows.ts';
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
}

/**
 * Writes documents anew: from what the relay has, under a new Yjs client id, with the values of every group that still waits.
 * The groups get new ids, because an older version of one may have reached the relay; both may then be in the log without harm:
 * they say the same, and the device receives the older one like any other update.
 */
export async function rebuildDocuments(deps: RebuildDeps, tx: BookTransaction, names: readonly DocumentName[], rewriting: Rewriting): Promise<void> {
	if (names.length === 0) return;
	const epoch = (await tx.meta('epoch')) ?? null;
	const rows = await tx.documents.getMany(names);
	const groups = new Map<number, OutboxGroup>();
	for (const name of names) for (const group of await tx.outbox.ofDocument(name)) groups.set(group.order, group);
	const open = new Map<DocumentName, OpenDocument>();
	const bases = new Map<DocumentName, Uint8Array>();
	for (const [i, name] of names.entries()) {
		const base = relayBase(rows[i], epoch);
		const doc = deps.documents.replace(name);
		if (base.length > 0) Y.applyUpdate(doc, base);
		open.set(name, { name, doc, row: rows[i] });
		bases.set(name, base);
	}
	let clock = (await tx.meta('clock')) ?? (0 as Stamp);
	const restamp = rewriting.shift === null ? keepStamp : restamper(rewriting.shift, deps.platform.now() + ((await tx.meta('clockOffset')) ?? 0), open);
	for (const group of [...groups.values()].sort((a, b) => a.order - b.order)) {
		const renewed = renew(group, open, restamp, rewriting.device, deps.platform.uuid() as GroupId);
		await tx.outbox.put(renewed);
		await renewEvents(tx, renewed);
		for (const write of renewed.writes) clock = laterStamp(clock, write.at);
	}
	const written = [...open.values()].map((document) => {
		const pending = [...groups.values()].some((group) => group.documents.includes(document.name));
		return rebuiltRow(document, bases.get(document.name) ?? new Uint8Array(0), pending);
	});
	await tx.documents.putMany(written);
	await tx.setMeta('clock', clock);
	await deps.project(tx, [...open.values()]);
	for (const row of written) deps.documents.wrote(row);
}

type Restamp = (at: Stamp) => Stamp;

const keepStamp: Restamp = (at) => at;

/** Stamps move by `shift` ms but never past now, keep their order, and stay after what the relay's documents hold. */
function restamper(shift: number, nowMs: number, open: ReadonlyMap<DocumentName, OpenDocument>): Restamp {
	let last = 0 as Stamp;
	for (const { doc } of open.values()) last = laterStamp(last, latestStamp(doc));
	const known = new Map<Stamp, Stamp>();
	return (at) => {
		const before = known.get(at);
		if (before !== undefined) return before;
		const moved = Math.max(0, Math.min(at + stampAt(shift), stampAt(nowMs))) as Stamp;
		last = laterStamp(moved, nextStamp(last, 0));
		known.set(at, last);
		return last;
	};
}

function renew(
	group: OutboxGroup,
	open: ReadonlyMap<DocumentName, OpenDocument>,
	restamp: Restamp,
	device: DeviceId | null,
	id: GroupId,
): OutboxGroup {
	const rewrite = <T extends { at: Stamp; writer: WriterId }>(written: T): T => ({
		...written,
		at: restamp(written.at),
		writer: device === null ? written.writer : ofDevice(written.writer, device),
	});
	const writes = group.writes.map(rewrite);
	const kept = group.entries.filter((entry) => entry.kind === 'update' && !open.has(entry.document));
	const events = group.entries.flatMap((entry): Entry[] => {
		if (entry.kind !== 'event') return [];
		return [{ kind: 'event', event: 'writer' in entry.event ? rewrite(entry.event) : { ...entry.event, at: restamp(entry.event.at) } }];
	});
	return { ...group, group: id, state: 'waiting', writes, entries: [...kept, ...writeRegisters(open.values(), writes), ...events] };
}

async function renewEvents(tx: BookTransaction, group: OutboxGroup): Promise<void> {
	for (const entry of group.entries) {
		if (entry.kind !== 'event') continue;
		const row = await tx.events.get(entry.event.id);
		if (row !== undefined) await tx.events.put({ ...row, group: group.group, at: entry.event.at, event: entry.event });
	}
}

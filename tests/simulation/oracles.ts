import type { DocumentName } from '../../src/lib/domain/document-name.ts';
import { EMPTY_FIRM } from '../../src/lib/domain/firm-settings.ts';
import { projectBook } from '../../src/lib/projections/project-book.ts';
import { OpenDocuments } from '../../src/lib/storage/open-documents.ts';
import { createMemoryDisk, createMemoryStore } from '../../src/lib/storage/memory-store.ts';
import type {
	AccountRow,
	ContactRow,
	DocumentRow,
	EventRow,
	FirmRow,
	SearchChunk,
} from '../../src/lib/storage/rows.ts';
import type { Auditor, Change } from './auditor.ts';
import type { Device } from './device.ts';
import { checkImports } from './import-oracles.ts';
import { checkMergedRows, checkPutAside } from './merge-oracles.ts';
import { docOf, plain, seenIn, type Seen } from './registers.ts';
import { checkRules } from './rule-oracles.ts';
import type { Relay } from './relay.ts';

/** Clocks that the app takes as they are may differ by so much, and edits that are closer say nothing about the order, ms. */
const CLOCKS_DIFFER = 130_000;

/** What must be true once the network is whole and all is quiet. Complaints go to the auditor. */
export async function checkAll(auditor: Auditor, relay: Relay, devices: readonly Device[]): Promise<void> {
	const merged = new Map<DocumentName, Seen[]>();
	for (const [name, updates] of await relay.documents()) {
		const doc = docOf(updates);
		if (isPending(doc)) auditor.complain(`the relay's ${name} waits for an update that it lacks`);
		merged.set(name, seenIn(doc));
		doc.destroy();
	}
	for (const name of auditor.erased) if (merged.has(name)) auditor.complain(`the relay still holds ${name}, which was erased`);
	const events = await relay.events();
	const groups = await relay.groups();
	for (const group of auditor.groups)
		if (!groups.has(group)) auditor.complain(`group ${group} was committed and is gone`);
	checkChanges(auditor, merged, events, devices);
	checkPutAside(auditor, merged);
	checkImports(auditor);
	for (const device of devices) {
		checkExchanged(auditor, device);
		checkDocuments(auditor, device, merged);
		checkEvents(auditor, device, events);
		await checkProjections(auditor, device);
		checkRules(auditor, device);
		checkMergedRows(auditor, device, merged);
	}
	checkErased(auditor, await relay.texts(), devices);
	const [first, ...others] = devices;
	for (const other of others) if (first !== undefined) checkEqualRows(auditor, first, other);
}

/** Oracle 1: every saved change is there, or was replaced by somebody who had seen it, or is shown as set aside; and nothing else is there. */
function checkChanges(
	auditor: Auditor,
	merged: ReadonlyMap<DocumentName, readonly Seen[]>,
	events: ReadonlyMap<string, number>,
	devices: readonly Device[],
): void {
	const setAside = new Set<string>();
	for (const device of devices)
		for (const group of device.disk.setAside())
			for (const entry of group.entries) if (entry.kind === 'event') setAside.add(entry.event.id);
	const visible = new Map<Change, Seen>();
	for (const [document, registers] of merged) {
		for (const register of registers) {
			const changes = auditor.find(document, register);
			if (changes.length === 0)
				auditor.complain(`${document} ${register.field} ${register.value} is on the relay, and nobody wrote it`);
			for (const change of changes) visible.set(change, register);
		}
	}
	const replaced = new Set<Change>();
	const isLive = (change: Change): boolean => events.has(change.event);
	const reach = (change: Change): void => {
		for (const old of change.replaced) {
			if (replaced.has(old)) continue;
			replaced.add(old);
			reach(old);
		}
	};
	for (const change of auditor.changes) if (isLive(change)) reach(change);
	for (const change of auditor.changes) {
		if (auditor.erased.has(change.document)) continue;
		const what = `${change.document} ${change.field} ${change.value}, saved on ${change.device.name}`;
		const times = events.get(change.event) ?? 0;
		if (times > 1) auditor.complain(`${what}: its event is in the log ${times} times`);
		if (times === 1) {
			if (change.refusable) auditor.complain(`${what}: should have been refused`);
			if (!visible.has(change) && !replaced.has(change)) auditor.complain(`${what}: is lost`);
		} else if (setAside.has(change.event)) {
			if (!change.refusable) auditor.complain(`${what}: was set aside for no reason`);
		} else if (!change.withdrawn) auditor.complain(`${what}: is neither on the relay nor set aside`);
	}
	for (const [event] of events)
		if (!auditor.isKnownEvent(event)) auditor.complain(`event ${event} is on the relay, and nobody made it`);
	checkOrder(auditor, merged);
}

/** What was written to erased records alone is nowhere any more, in no row and no byte. */
function checkErased(auditor: Auditor, relay: readonly string[], devices: readonly Device[]): void {
	if (auditor.erased.size === 0) return;
	const wordsOf = (changes: readonly Change[]) => new Set(changes.flatMap(({ value }) => wordsIn(value)));
	const left = wordsOf(auditor.changes.filter(({ document }) => !auditor.erased.has(document)));
	const gone = [...wordsOf(auditor.changes.filter(({ document }) => auditor.erased.has(document)))].filter((word) => !left.has(word));
	const find = (where: string, texts: readonly string[]): void => {
		const present = new Set(texts.flatMap(wordsIn));
		for (const word of gone) if (present.has(word)) auditor.complain(`${where} still has ${word}, which was erased`);
	};
	find('the relay', relay);
	for (const device of devices) {
		// Cursors are random letters, and may spell anything; a file that is still to be imported is not the book yet.
		const apart = ['meta', 'importSteps'];
		for (const [table, rows] of device.disk.memory.tables) if (!apart.includes(table)) find(`${device.name}'s ${table}`, [...rows.values()].map(textOf));
		for (const name of auditor.erased)
			if (device.disk.memory.tables.get('documents')?.has(name)) auditor.complain(`${device.name} still has ${name}, which was erased`);
	}
}

/** The words that people wrote, as they are told apart from ids and bytes around them; folded for search, too. */
function wordsIn(text: string): string[] {
	return (text.match(/(?<![a-z0-9])v\d+(?![a-z0-9])/gi) ?? []).map((word) => word.toUpperCase());
}

/** Everything that a row says, bytes as they are. */
function textOf(row: unknown): string {
	return JSON.stringify(row, (_, part: unknown) => (part instanceof Uint8Array ? Buffer.from(part).toString('latin1') : part));
}

/** Of writes that did not know of each other, the later one wins, as far as clocks can tell; what somebody replaced does not come back. */
function checkOrder(auditor: Auditor, merged: ReadonlyMap<DocumentName, readonly Seen[]>): void {
	for (const [document, registers] of merged) {
		for (const [i, winner] of registers.entries()) {
			if (registers[i - 1]?.field === winner.field || registers[i + 1]?.field !== winner.field) continue;
			const won = certain(auditor.find(document, winner));
			for (const loser of registers.slice(i + 1).filter(({ field }) => field === winner.field)) {
				const lost = certain(auditor.find(document, loser));
				if (won === null || lost === null) continue;
				const told = !won.device.clockWasSet && !lost.device.clockWasSet && lost.savedAt > won.savedAt + CLOCKS_DIFFER;
				if (told && !auditor.isLifted(winner.at, won))
					auditor.complain(
						`${document} ${winner.field}: ${describe(won)} (${winner.at} ${winner.writer}) won over ${describe(lost)} (${loser.at})`,
					);
				if (!lost.ahead && isAncestor(lost, won))
					auditor.complain(
						`${document} ${winner.field}: ${describe(lost)} by ${loser.writer} came back after ${describe(won)} by ${winner.writer} had replaced it`,
					);
			}
		}
	}
}

function describe(change: Change): string {
	return `${change.value} of ${change.device.name} at ${new Date(change.savedAt).toISOString().slice(5, 23)}`;
}

/** The one change that a register can be, or null: a switch may say the same thing twice. */
function certain(changes: readonly Change[]): Change | null {
	return changes.length === 1 ? (changes[0] ?? null) : null;
}

function isAncestor(old: Change, young: Change): boolean {
	const seen = new Set<Change>();
	const open = [young];
	for (let change = open.pop(); change !== undefined; change = open.pop()) {
		if (change.replaced.includes(old)) return true;
		for (const next of change.replaced) {
			if (!seen.has(next)) open.push(next);
			seen.add(next);
		}
	}
	return false;
}

/** Nothing waits, and the device knows it. */
function checkExchanged(auditor: Auditor, device: Device): void {
	const waiting = device.disk.waiting().length;
	if (waiting > 0) auditor.complain(`${device.name} still has ${waiting} groups waiting`);
	const uncovered = device.disk.rows('acknowledged').length;
	if (uncovered > 0) auditor.complain(`${device.name} still keeps ${uncovered} acknowledged groups`);
	if (device.status.state !== 'current') auditor.complain(`${device.name} is not current but ${device.status.state}`);
	if (device.disk.meta('recovering') === true) auditor.complain(`${device.name} is still recovering`);
}

/** Oracle 2: a device's documents say what the relay's say. What is set aside is in neither. */
function checkDocuments(auditor: Auditor, device: Device, merged: ReadonlyMap<DocumentName, readonly Seen[]>): void {
	const rows = new Map(device.disk.rows<DocumentRow>('documents').map((row) => [row.name, row]));
	for (const name of merged.keys()) if (!rows.has(name)) auditor.complain(`${device.name} lacks ${name}`);
	for (const [name, row] of rows) {
		const doc = docOf([row.state]);
		if (isPending(doc)) auditor.complain(`${device.name}'s ${name} waits for an update that it lacks`);
		const here = plain(seenIn(doc));
		const there = plain(merged.get(name) ?? []);
		if (here !== there) auditor.complain(`${device.name} and the relay differ in ${name}:\n  ${here}\n  ${there}`);
		doc.destroy();
	}
}

function checkEvents(auditor: Auditor, device: Device, events: ReadonlyMap<string, number>): void {
	const own = new Set(device.disk.rows<EventRow>('events').map((row) => row.id as string));
	for (const event of events.keys()) if (!own.has(event)) auditor.complain(`${device.name} lacks event ${event}`);
	for (const event of own)
		if (!auditor.isKnownEvent(event)) auditor.complain(`${device.name} has event ${event}, which nobody made`);
}

/** What a document of the firm leaves behind whose only group was set aside. */
const EMPTY_FIRM_ROWS = [
	{ key: 'settings', firm: EMPTY_FIRM },
	{ key: 'vocabulary', tags: [], filters: [] },
].map((row) => plain(row));

interface Shown {
	accounts: ReadonlyMap<string, string>;
	contacts: ReadonlyMap<string, string>;
	found: ReadonlyMap<string, string>;
	firm: ReadonlyMap<string, string>;
	counters: string;
}

function shown(disk: { tables: ReadonlyMap<string, ReadonlyMap<string | number, unknown>> }): Shown {
	const rows = <Row>(table: string): Row[] => [...(disk.tables.get(table)?.values() ?? [])] as Row[];
	const counters = disk.tables.get('counters');
	const found = rows<SearchChunk>('search').flatMap(({ key, ids, texts, facets }) =>
		ids.map((id, i) => [`${key.split('/')[0]} ${id}`, `${texts[i] ?? ''} ${plain(facets[i])}`] as const),
	);
	return {
		accounts: new Map(rows<AccountRow>('accounts').map(({ chunk: _, ...row }) => [row.id, plain(row)])),
		contacts: new Map(rows<ContactRow>('contacts').map(({ chunk: _, ...row }) => [row.id, plain(row)])),
		found: new Map(found),
		firm: new Map(
			rows<FirmRow>('firm')
				.map((row) => [row.key, plain(row)] as const)
				.filter(([, row]) => !EMPTY_FIRM_ROWS.includes(row)),
		),
		counters: plain([counters?.get('accounts') ?? 0, counters?.get('archived') ?? 0, counters?.get('contacts') ?? 0]),
	};
}

/** Rows made step by step are those that are made anew from the documents. */
async function checkProjections(auditor: Auditor, device: Device): Promise<void> {
	const disk = createMemoryDisk();
	for (const table of ['documents', 'erased']) disk.tables.set(table, new Map(device.disk.memory.tables.get(table)));
	const documents = new OpenDocuments(device.platform());
	await createMemoryStore(disk).write(async (tx) =>
		projectBook(
			tx,
			await documents.open(
				tx,
				(await tx.documents.page('', 100_000)).map(({ name }) => name),
			),
		),
	);
	compare(auditor, shown(device.disk.memory), shown(disk), `${device.name}'s rows`, 'rows made anew');
}

function checkEqualRows(auditor: Auditor, one: Device, other: Device): void {
	compare(auditor, shown(one.disk.memory), shown(other.disk.memory), one.name, other.name);
}

function compare(auditor: Auditor, left: Shown, right: Shown, one: string, other: string): void {
	for (const part of ['accounts', 'contacts', 'found', 'firm'] as const) {
		for (const id of new Set([...left[part].keys(), ...right[part].keys()])) {
			const a = left[part].get(id);
			const b = right[part].get(id);
			if (a !== b && !isNothing(a, b)) auditor.complain(`${one} and ${other} differ in ${part} ${id}:\n  ${a}\n  ${b}`);
		}
	}
	if (left.counters !== right.counters)
		auditor.complain(`${one} and ${other} count ${left.counters} and ${right.counters}`);
}

/** A record whose creation was set aside leaves an empty row where it was made, which no screen shows. */
function isNothing(a: string | undefined, b: string | undefined): boolean {
	const only = a ?? b ?? '';
	return (a === undefined || b === undefined) && (only === '' || only.includes('"status":"deleted"'));
}

function isPending(doc: ReturnType<typeof docOf>): boolean {
	return doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
}

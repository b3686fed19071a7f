import type { DeviceId } from '../../src/lib/domain/ids.ts';
import { isErasedWith, type ErasedName } from '../../src/lib/protocol/events/erased-with.ts';
import { MAX_DOCUMENT_LOG } from '../../src/lib/protocol/limits.ts';
import type { ClientBinding, NewRow } from '../store/log-store.ts';
import type { CheckedEntry, CheckedGroup, Pusher, Refusal } from './group-check.ts';
import type { ClientRange, UpdateFacts } from './update-check.ts';

/** What a firm's log knows that a batch of groups touches. `judgeGroup` moves it forward with every group that it accepts. */
export interface KnownState {
	groups: Set<string>;
	events: Set<string>;
	/** By `clientKey`. A client that the log has not seen is absent. */
	clients: Map<string, ClientBinding>;
	/** Bytes of the updates that the log holds of each document. */
	sizes: Map<string, number>;
	/** Records that were erased, and requests that went with them. */
	erased: Set<ErasedName>;
	/** Whether devices may give back what this log lacks. */
	restoring: boolean;
}

/** What accepting a group writes. No rows: the log held everything already. */
export interface Accepted {
	rows: NewRow[];
	/** The bindings that are new or moved on. */
	bindings: ClientBinding[];
	/** What it erases. */
	erases: ErasedName[];
	/** Requests that it would have brought for erased records alone: nothing more is heard of them. */
	dropped: ErasedName[];
}

/** The place of a Yjs client id of a document in `KnownState.clients`. */
export function clientKey(document: string, client: number): string {
	return `${document} ${client}`;
}

/**
 * Decides on one group against what the log knows. Pure; on a refusal `known` stays as it was.
 * An accepted group that the log holds already is accepted with nothing to write. Pieces about erased records are left out of what is accepted:
 * the device has not heard of the erasure yet, and will.
 */
export function judgeGroup(group: CheckedGroup, pusher: Pusher | null, known: KnownState): Accepted | Refusal {
	if (known.groups.has(group.id)) return { rows: [], bindings: [], erases: [], dropped: [] };
	if (group.supplied && !known.restoring) return { code: 'forbidden', detail: 'supplied outside of a restore window' };
	const clients = new Map<string, ClientBinding>();
	const events = new Set<string>();
	const sizes = new Map<string, number>();
	const rows: NewRow[] = [];
	/** The word of an erasure comes after all that it may empty. */
	const last: NewRow[] = [];
	const erases = group.entries.flatMap((entry) =>
		entry.kind === 'event' && entry.event.type === 'record.erased' ? entry.event.documents : [],
	);
	const dropped = new Set<ErasedName>();
	const own = new Set<ErasedName>(erases);
	const isErased = (name: ErasedName): boolean => own.has(name) || dropped.has(name) || known.erased.has(name);
	for (const entry of group.entries) {
		if (entry.kind === 'event') {
			const { event } = entry;
			if (known.events.has(event.id) || events.has(event.id)) continue;
			if (isErasedWith(event, isErased)) {
				if (event.type === 'invitation.requested') dropped.add(event.request);
				continue;
			}
			events.add(event.id);
		} else {
			if (isErased(entry.document)) continue;
			const find = (client: number): ClientBinding | undefined => {
				const key = clientKey(entry.document, client);
				return clients.get(key) ?? known.clients.get(key);
			};
			const judged = judgeUpdate(entry.document, entry.facts, group.supplied ? null : (pusher?.device ?? null), find);
			if ('code' in judged) return { code: judged.code, detail: `${entry.document}: ${judged.detail}` };
			if (judged.held) continue;
			const size = (sizes.get(entry.document) ?? known.sizes.get(entry.document) ?? 0) + entry.body.length;
			if (size > MAX_DOCUMENT_LOG) return { code: 'too-large', detail: `${entry.document} of ${size} bytes` };
			sizes.set(entry.document, size);
			for (const binding of judged.bindings) clients.set(clientKey(binding.document, binding.client), binding);
		}
		const words = entry.kind === 'event' && entry.event.type === 'record.erased' ? last : rows;
		words.push(toRow(entry, group, pusher));
	}
	rows.push(...last);
	known.groups.add(group.id);
	for (const [document, size] of sizes) known.sizes.set(document, size);
	for (const id of events) known.events.add(id);
	for (const [key, binding] of clients) known.clients.set(key, binding);
	for (const name of [...own, ...dropped]) known.erased.add(name);
	return { rows, bindings: [...clients.values()], erases, dropped: [...dropped] };
}

type Find = (client: number) => ClientBinding | undefined;

/** @param device whose update it is; null: of whoever wrote it (supplied) */
function judgeUpdate(
	document: string,
	facts: UpdateFacts,
	device: DeviceId | null,
	find: Find,
): Refusal | { held: boolean; bindings: ClientBinding[] } {
	const bindings: ClientBinding[] = [];
	let held = facts.hasStructs || !facts.deletes;
	for (const [client, range] of facts.clients) {
		const bound = find(client);
		const owner = device ?? ownerOf(range, facts, find) ?? bound?.device ?? '';
		if (bound !== undefined && bound.device !== '' && bound.device !== owner)
			return { code: 'foreign-client', detail: `client ${client}` };
		const clock = bound?.clock ?? 0;
		if (range.from > clock) return { code: 'gap', detail: `client ${client} from ${range.from}, known ${clock}` };
		if (range.to > clock) held = false;
		if (range.to > clock || bound?.device !== owner)
			bindings.push({ document, client, device: owner, clock: Math.max(clock, range.to) });
		if (device === null) continue;
		for (const followed of range.follows) {
			const other: DeviceId | '' | undefined = facts.clients.has(followed) ? device : find(followed)?.device;
			if (other !== undefined && other !== '' && other !== device)
				return { code: 'foreign-client', detail: `follows client ${followed}` };
		}
	}
	for (const [client, clock] of facts.needs) {
		const there = Math.max(find(client)?.clock ?? 0, facts.clients.get(client)?.to ?? 0);
		if (clock > there) return { code: 'gap', detail: `needs client ${client} up to ${clock}, known ${there}` };
	}
	return { held, bindings };
}

/** Whose client it is in a supplied update: of the device in its keys, or of the device whose values its own follow. */
function ownerOf(range: ClientRange, facts: UpdateFacts, find: Find): DeviceId | null {
	if (range.writer !== null) return range.writer;
	for (const followed of range.follows) {
		const writer = facts.clients.get(followed)?.writer ?? find(followed)?.device;
		if (writer !== undefined && writer !== null && writer !== '') return writer;
	}
	return null;
}

function toRow(entry: CheckedEntry, group: CheckedGroup, pusher: Pusher | null): NewRow {
	return {
		group: group.id,
		device: pusher?.device ?? null,
		staff: pusher?.staff ?? null,
		kind: entry.kind,
		name: entry.kind === 'update' ? entry.document : entry.event.id,
		body: entry.body,
	};
}

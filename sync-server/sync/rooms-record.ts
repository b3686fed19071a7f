import * as Y from 'yjs';
import { documentKind, type DocumentName } from '../../src/lib/domain/document-name.ts';
import type { Epoch, FirmId, GroupId } from '../../src/lib/domain/ids.ts';
import { CLOSE, type CloseReason } from '../../src/lib/protocol/close-codes.ts';
import { MAX_DOCUMENT } from '../../src/lib/protocol/limits.ts';
import type { RefusalCode } from '../../src/lib/protocol/refusals.ts';
import type { RelayPlatform } from '../platform.ts';
import type { LogService } from './log-service.ts';
import type { LogFollower } from './rooms-follower.ts';
import type { RoomPeer, RoomSource } from './rooms-room.ts';
import { countStructs, MAX_STRUCTS } from './rooms-size.ts';
import { checkUpdate, type UpdateFacts } from './update-check.ts';

/** Updates of a document, and their bytes, that are applied before others get their turn. */
const PACE_COUNT = 200;
const PACE_BYTES = 64 * 1024;
/** Yjs client ids that one update may add under: a peer has one for each tab and boot whose words the relay lacks. */
const MAX_CLIENTS = 256;

/** What becomes of a peer whose update the log refused. `clock` and `malformed` are mended by the log's own conversation, if at all. */
const CLOSE_OF: Readonly<Record<RefusalCode, CloseReason>> = {
	gap: CLOSE.resync,
	clock: CLOSE.malformed,
	malformed: CLOSE.malformed,
	'unknown-event': CLOSE.malformed,
	'too-large': CLOSE.tooLarge,
	forbidden: CLOSE.forbidden,
	'foreign-client': CLOSE.forbidden,
};

export interface RecordSourceDeps {
	log: LogService;
	follower: LogFollower;
	platform: RelayPlatform;
	firm: FirmId;
	document: DocumentName;
	doc: Y.Doc;
	/** Ends the room. */
	fail(reason: CloseReason): void;
}

/** A record's document: it is what the firm's log has of it. What a peer sends is appended to the log, and comes into the document from there. */
export class RecordSource implements RoomSource {
	#deps: RecordSourceDeps;
	/** At most so many bytes. */
	#size = 0;

	constructor(deps: RecordSourceDeps) {
		this.#deps = deps;
	}

	async load(): Promise<CloseReason | null> {
		const { log, follower, firm, document, fail } = this.#deps;
		await follower.listen(document, { heard: (update) => this.#apply(update), lost: fail });
		// From here on everything is heard; what is read now is what was there before. What comes twice does no harm.
		const updates = await log.document(firm, document);
		// A record begins with a command, in one group with all that belongs to it, never in a room. One that this log does not have is
		// another firm's, or nobody's: the answer does not tell which.
		const { kind } = documentKind(document);
		if (updates.length === 0 && (kind === 'account' || kind === 'contact')) return CLOSE.forbidden;
		await this.#applyAll(updates);
		return countStructs(this.#deps.doc) > MAX_STRUCTS ? CLOSE.tooLarge : null;
	}

	async take(update: Uint8Array, peer: RoomPeer): Promise<CloseReason | null> {
		const { platform, follower } = this.#deps;
		// First whether it is made of registers at all, whoever wrote them: only such bytes are given to Yjs.
		const verdict = checkUpdate(update, { device: peer.device, now: platform.now(), supplied: true });
		if (!verdict.ok) return CLOSE_OF[verdict.code];
		const { facts } = verdict;
		if (facts.clients.size > MAX_CLIENTS) return CLOSE.tooLarge;
		// The log may hold more than this room has read of it.
		if (this.#hasGap(facts)) await follower.catchUp();
		if (this.#hasGap(facts)) return CLOSE.resync;
		const refusal = await this.#appendNews(update, peer);
		if (refusal !== 'forbidden' && refusal !== 'foreign-client') return refusal && CLOSE_OF[refusal];
		await follower.catchUp();
		const again = await this.#appendNews(update, peer);
		return again && CLOSE_OF[again];
	}

	epoch(): Epoch | null {
		return this.#deps.follower.epoch;
	}

	close(): void {
		this.#deps.follower.drop(this.#deps.document);
	}

	#hasGap({ clients, needs }: UpdateFacts): boolean {
		const { store } = this.#deps.doc;
		for (const [client, { from }] of clients) if (from > Y.getState(store, client)) return true;
		for (const [client, clock] of needs)
			if (clock > Math.max(Y.getState(store, client), clients.get(client)?.to ?? 0)) return true;
		return false;
	}

	/** Appends what the document does not hold of a checked update, if anything. Returns why that was refused, or null. */
	async #appendNews(update: Uint8Array, peer: RoomPeer): Promise<RefusalCode | null> {
		const { log, follower, platform, firm, document, doc } = this.#deps;
		if (Y.snapshotContainsUpdate(Y.snapshot(doc), update)) return null;
		const bytes = Y.diffUpdate(update, Y.encodeStateVector(doc));
		if (this.#size + bytes.length > MAX_DOCUMENT) {
			this.#size = Y.encodeStateAsUpdate(doc).length;
			if (this.#size + bytes.length > MAX_DOCUMENT) return 'too-large';
		}
		if (countStructs(doc) > MAX_STRUCTS) return 'too-large';
		if (bytes.length > PACE_BYTES) await breath();
		const group = { id: platform.uuid() as GroupId, entries: [{ kind: 'update' as const, document, bytes }] };
		const { device, staff, role } = peer;
		const push = { firm, device, staff, role, groups: [group] };
		const [result] = await log.append(follower.epoch === null ? push : { ...push, epoch: follower.epoch });
		return result?.refusal?.code ?? null;
	}

	#apply(update: Uint8Array): void {
		this.#size += update.length;
		Y.applyUpdate(this.#deps.doc, update);
	}

	async #applyAll(updates: readonly Uint8Array[]): Promise<void> {
		let count = 0;
		let bytes = 0;
		for (const update of updates) {
			this.#apply(update);
			count += 1;
			bytes += update.length;
			if (count < PACE_COUNT && bytes < PACE_BYTES) continue;
			count = 0;
			bytes = 0;
			await breath();
		}
	}
}

/** Lets others get their turn. */
function breath(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}

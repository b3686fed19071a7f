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
import { checkUpdate } from './update-check.ts';

/** Updates of a document, and their bytes, that are applied before others get their turn. */
const PACE_COUNT = 200;
const PACE_BYTES = 64 * 1024;

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
		return null;
	}

	async take(update: Uint8Array, peer: RoomPeer): Promise<CloseReason | null> {
		const { platform, follower } = this.#deps;
		// First whether it is made of registers at all, whoever wrote them: only such bytes are given to Yjs.
		const verdict = checkUpdate(update, { device: peer.device, now: platform.now(), supplied: true });
		if (!verdict.ok) return CLOSE_OF[verdict.code];
		let news = this.#newsOf(update);
		if (news === null) return null;
		let refusal = await this.#append(news, peer);
		if (refusal !== 'forbidden' && refusal !== 'foreign-client') return refusal && CLOSE_OF[refusal];
		// The peer may have others' words from the log that this room has not read yet.
		await follower.catchUp();
		news = this.#newsOf(update);
		if (news === null) return null;
		refusal = await this.#append(news, peer);
		return refusal && CLOSE_OF[refusal];
	}

	epoch(): Epoch | null {
		return this.#deps.follower.epoch;
	}

	close(): void {
		this.#deps.follower.drop(this.#deps.document);
	}

	/** What of an update the document does not hold, or null when it holds all of it. */
	#newsOf(update: Uint8Array): Uint8Array | null {
		const { doc } = this.#deps;
		return Y.snapshotContainsUpdate(Y.snapshot(doc), update) ? null : Y.diffUpdate(update, Y.encodeStateVector(doc));
	}

	async #append(bytes: Uint8Array, peer: RoomPeer): Promise<RefusalCode | null> {
		const { log, follower, platform, firm, document, doc } = this.#deps;
		if (this.#size + bytes.length > MAX_DOCUMENT) {
			this.#size = Y.encodeStateAsUpdate(doc).length;
			if (this.#size + bytes.length > MAX_DOCUMENT) return 'too-large';
		}
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
			await new Promise<void>((resolve) => setImmediate(resolve));
		}
	}
}

import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import type { DocumentName } from '../domain/document-name.ts';
import { epoch as epochShape, type Epoch, type StaffId } from '../domain/ids.ts';
import { MAX_DOCUMENT } from '../protocol/limits.ts';
import { presenceState, ROOM_MESSAGE, type AnnouncedState, type PresentPerson } from '../protocol/rooms.ts';
import { RoomConnection, type Followed, type RoomConnectionDeps } from './connection.ts';
import { QuietAwareness } from './quiet-awareness.ts';

/** A document as this device's disk has it. */
export interface CommittedDocument {
	/** Its whole state (Yjs V1). */
	state: Uint8Array;
	/** What of it the relay is known to have in `epoch`; null: all of it. Empty: nothing. */
	base: Uint8Array | null;
	epoch: Epoch | null;
	/** Rises when the document was written anew. */
	generation: number;
	/** Whether what the relay lacks may reach it through the room: false while it belongs together with other documents' changes. */
	free: boolean;
}

/** A colleague who has the record open too: who, by the relay's word, and what they say they are doing. */
export type PresentColleague = PresentPerson & AnnouncedState;

export interface RecordRoomDeps extends RoomConnectionDeps {
	document: DocumentName;
	/** The signed-in person, who is not named among those present. */
	staff: StaffId;
	/** What the disk has, now and after each commit; null: nothing yet. */
	committed: Followed<CommittedDocument | null>;
	/**
	 * Writes what the relay has. Resolves with whether it was taken in.
	 * @param epoch the history that the relay's room belongs to
	 */
	ingest(update: Uint8Array, epoch: Epoch): Promise<boolean>;
}

/** Half-typed text goes out at most this often, in ms. */
const ANNOUNCE_EVERY = 150;
const MAX_TYPING = 500;

/** One copy of the document, for as long as the disk's is the same one. */
interface Session {
	doc: Y.Doc;
	awareness: QuietAwareness;
	connection: RoomConnection;
	generation: number;
	epoch: Epoch | null;
	/** The history that the relay's room said it belongs to. */
	roomEpoch: Epoch | null;
	/** What comes from the disk is being applied: it is not the relay's word. */
	fromDisk: boolean;
	/** Something could not be taken in: what follows could not, either. */
	stalled: boolean;
	ingesting: Promise<void>;
}

/**
 * A record's room, as long as the record is on screen. It has a Yjs document of its own, apart from those that commands write to: what was
 * committed goes in after the commit, so nothing leaves that is not on this device's disk, and what comes is handed to `ingest`.
 * The room only speeds up what the log guarantees: nothing in here fails loudly.
 */
export class RecordRoom {
	#deps: RecordRoomDeps;
	#session: Session | null = null;
	#attended = false;
	#announced: AnnouncedState = {};
	#announceTimer: ReturnType<typeof setTimeout> | null = null;
	#present: readonly PresentColleague[] = [];
	#listeners = new Set<(present: readonly PresentColleague[]) => void>();
	#stopFollowing: () => void;

	constructor(deps: RecordRoomDeps) {
		this.#deps = deps;
		this.#stopFollowing = deps.committed((row) => this.#follow(row));
	}

	/** Who else is here, now and at every change. */
	readonly presence: Followed<readonly PresentColleague[]> = (heard) => {
		this.#listeners.add(heard);
		heard(this.#present);
		return () => this.#listeners.delete(heard);
	};

	/** Says which field this person is in (null: none), and what is half-typed there. */
	announce(field: string | null, typing?: string): void {
		this.#announced =
			field === null ? {} : { field, ...(typing === undefined ? {} : { typing: typing.slice(0, MAX_TYPING) }) };
		if (this.#announceTimer !== null) return;
		this.#session?.awareness.setLocalState(this.#announced);
		this.#announceTimer = setTimeout(() => {
			this.#announceTimer = null;
			if (this.#session?.awareness.getLocalState() !== this.#announced)
				this.#session?.awareness.setLocalState(this.#announced);
		}, ANNOUNCE_EVERY);
	}

	/**
	 * Whether somebody looks at it, and there is a way to the relay: only then is this person present. Coming back to it connects at once,
	 * whatever the delay or the last close code says.
	 */
	attend(attended: boolean): void {
		if (attended === this.#attended) return;
		this.#attended = attended;
		if (attended) this.#session?.connection.connect();
		else this.#session?.connection.disconnect();
	}

	close(): void {
		this.#stopFollowing();
		if (this.#announceTimer !== null) clearTimeout(this.#announceTimer);
		this.#end();
		this.#listeners.clear();
	}

	/** The disk has this now. */
	#follow(row: CommittedDocument | null): void {
		const stale =
			this.#session !== null &&
			(this.#session.stalled || this.#session.generation !== row?.generation || this.#session.epoch !== row.epoch);
		if (stale) this.#end();
		// A record that the relay does not have yet has no room there: it becomes visible with all that belongs to it, through the log.
		if (row === null || row.base?.length === 0) return this.#end();
		const session = this.#session ?? this.#open(row);
		session.fromDisk = true;
		Y.applyUpdate(session.doc, row.base ?? row.state, session.connection.provider);
		session.fromDisk = false;
		if (row.base !== null && row.free) Y.applyUpdate(session.doc, row.state);
		if (this.#session === null) {
			this.#session = session;
			if (this.#attended) session.connection.connect();
		}
	}

	#open(row: CommittedDocument): Session {
		const doc = new Y.Doc({ gc: true });
		const awareness = new QuietAwareness(doc);
		awareness.setLocalState(this.#announced);
		const connection = new RoomConnection(this.#deps, this.#deps.document, doc, awareness);
		const { generation, epoch } = row;
		const session: Session = {
			doc,
			awareness,
			connection,
			generation,
			epoch,
			roomEpoch: null,
			fromDisk: false,
			stalled: false,
			ingesting: Promise.resolve(),
		};
		const { messageHandlers } = connection.provider;
		messageHandlers[ROOM_MESSAGE.EPOCH] = (_encoder, decoder) => {
			const said = epochShape.safeParse(decoding.readVarString(decoder));
			session.roomEpoch = said.success ? said.data : null;
			// This device does not follow the relay's history yet: first they exchange what one of them lacks, through the log.
			if (session.roomEpoch !== session.epoch) this.#stall(session);
		};
		const sync = messageHandlers[ROOM_MESSAGE.SYNC];
		messageHandlers[ROOM_MESSAGE.SYNC] = (encoder, decoder, ...rest) => {
			if (decoder.arr.length > MAX_DOCUMENT) this.#stall(session);
			else sync?.(encoder, decoder, ...rest);
		};
		doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin === connection.provider && !session.fromDisk) this.#ingest(session, update);
		});
		awareness.on('change', () => this.#tell(session));
		return session;
	}

	#ingest(session: Session, update: Uint8Array): void {
		const { roomEpoch } = session;
		session.ingesting = session.ingesting.then(async () => {
			if (session.stalled) return;
			const taken = roomEpoch !== null && (await this.#deps.ingest(update, roomEpoch).catch(() => false));
			if (!taken) this.#stall(session);
		});
	}

	/** The room is of no use before the disk has something else; the log brings it. */
	#stall(session: Session): void {
		session.stalled = true;
		session.connection.disconnect();
	}

	#end(): void {
		const session = this.#session;
		if (session === null) return;
		this.#session = null;
		session.connection.destroy();
		session.doc.destroy();
		this.#show([]);
	}

	#tell(session: Session): void {
		if (session !== this.#session) return;
		const present = new Map<StaffId, PresentColleague>();
		for (const [client, state] of session.awareness.getStates()) {
			const said = presenceState.safeParse(state);
			if (client === session.doc.clientID || !said.success) continue;
			const { user, ...doing } = said.data;
			if (user.staff === this.#deps.staff) continue;
			// Somebody with the record open twice is shown once, and where they type.
			if (doing.field !== undefined || !present.has(user.staff)) present.set(user.staff, { ...user, ...doing });
		}
		this.#show([...present.values()]);
	}

	#show(present: readonly PresentColleague[]): void {
		if (this.#present.length === 0 && present.length === 0) return;
		this.#present = present;
		for (const heard of this.#listeners) heard(present);
	}
}

import type { DocumentName } from '../domain/document-name.ts';
import type { Epoch, StaffId } from '../domain/ids.ts';
import type { Platform } from '../platform/platform.ts';
import { live } from '../queries/live.ts';
import type { CommittedDocument, RecordRoom } from '../rooms/record-room.ts';
import type { BookDatabase } from '../storage/dexie-store.ts';
import type { OpenRoom, Rooms } from './carnet.ts';
import { committedDocument } from './committed-document.ts';

/** Takes in what a room brought; says whether the document now holds it. */
export type IngestRoom = (document: DocumentName, update: Uint8Array, epoch: Epoch) => Promise<boolean>;

export interface RoomsDeps {
	database: BookDatabase;
	ingest: IngestRoom;
	staff: StaffId;
	platform: Pick<Platform, 'now' | 'random'>;
	/** `wss://…/sync/rooms` */
	url: string;
}

/**
 * Rooms that one tab is in at a time: the record on screen is the first to be opened, then what belongs to it. A session has a limited number of
 * sockets, and the log must never be the one that gets none.
 */
const MAX_ROOMS = 8;

interface Shared {
	room: Promise<RecordRoom | null>;
	users: number;
}

/** The rooms of the records that are on screen in this tab; one for each record, whoever asks for it. */
export class OpenRooms implements Rooms {
	#deps: RoomsDeps;
	#shared = new Map<DocumentName, Shared>();
	#attended = false;

	constructor(deps: RoomsDeps) {
		this.#deps = deps;
	}

	open(document: DocumentName): OpenRoom {
		const shared = this.#shared.get(document) ?? { room: this.#join(document), users: 0 };
		this.#shared.set(document, shared);
		shared.users += 1;
		this.#spread();
		let closed = false;
		return {
			presence: (heard) => {
				heard([]);
				let off = false;
				let stop: () => void = () => undefined;
				withRoom(shared.room, (room) => {
					if (!off) stop = room.presence(heard);
				});
				return () => {
					off = true;
					stop();
				};
			},
			announce: (field, typing) => withRoom(shared.room, (room) => room.announce(field, typing)),
			close: () => {
				if (closed) return;
				closed = true;
				shared.users -= 1;
				if (shared.users > 0) return;
				this.#shared.delete(document);
				withRoom(shared.room, (room) => room.close());
				this.#spread();
			},
		};
	}

	/** Whether somebody looks at this tab and there is a way to the relay. */
	attend(attended: boolean): void {
		if (attended === this.#attended) return;
		this.#attended = attended;
		this.#spread();
	}

	closeAll(): void {
		for (const { room } of this.#shared.values()) withRoom(room, (joined) => joined.close());
		this.#shared.clear();
	}

	#spread(): void {
		for (const [place, { room }] of [...this.#shared.values()].entries()) {
			withRoom(room, (joined) => joined.attend(this.#attended && place < MAX_ROOMS));
		}
	}

	/** y-websocket comes as a piece of its own, after the record is on screen. Without it (an old piece that is gone) there is just no room. */
	async #join(document: DocumentName): Promise<RecordRoom | null> {
		const { database, ingest, staff, platform, url } = this.#deps;
		try {
			const { RecordRoom } = await import('../rooms/record-room.ts');
			return new RecordRoom({
				document,
				url,
				staff,
				now: platform.now,
				random: platform.random,
				committed: live(() => readCommitted(database, document)),
				ingest: (update, epoch) => ingest(document, update, epoch),
			});
		} catch {
			return null;
		}
	}
}

async function readCommitted(database: BookDatabase, document: DocumentName): Promise<CommittedDocument | null> {
	const [row, waiting, recovering] = await Promise.all([
		database.documents.get(document),
		database.outbox.where('documents').equals(document).toArray(),
		database.meta.get('recovering'),
	]);
	return committedDocument(row, waiting, recovering?.value === true);
}

/** Does something with a room once it is there, if ever. */
function withRoom(joining: Promise<RecordRoom | null>, work: (room: RecordRoom) => void): void {
	void joining.then((room) => room !== null && work(room));
}

import type { WebSocket } from 'ws';
import * as z from 'zod/mini';
import { parseDocumentName, type DocumentName } from '../../src/lib/domain/document-name.ts';
import { firmId, staffId, type FirmId } from '../../src/lib/domain/ids.ts';
import { CLOSE } from '../../src/lib/protocol/close-codes.ts';
import { PERSONAL_ROOM } from '../../src/lib/protocol/rooms.ts';
import type { RelayPlatform } from '../platform.ts';
import { PERSONAL_CHANNEL } from '../store/personal-store.ts';
import type { Database } from '../store/sql.ts';
import type { LogService } from './log-service.ts';
import { LogFollower } from './rooms-follower.ts';
import { RoomMember } from './rooms-member.ts';
import { PersonalSource } from './rooms-personal.ts';
import { RecordSource } from './rooms-record.ts';
import { Room, type RoomPeer, type RoomSource } from './rooms-room.ts';
import { RoomSocket } from './rooms-socket.ts';
import type { Timers } from './timers.ts';

export interface RoomsDeps {
	log: LogService;
	database: Database;
	platform: RelayPlatform;
	timers: Timers;
	/** Told of failures that are not a peer's. */
	failed(error: unknown): void;
}

const changed = z.object({ firm: firmId, staff: staffId });

/** The rooms that are open at this relay: each for as long as somebody is in it. */
export class Rooms {
	#deps: RoomsDeps;
	#rooms = new Map<string, Room>();
	#followers = new Map<FirmId, LogFollower>();

	private constructor(deps: RoomsDeps) {
		this.#deps = deps;
	}

	/** Opens for business, and hears what other relays on the database store. */
	static async open(deps: RoomsDeps): Promise<Rooms> {
		const rooms = new Rooms(deps);
		await deps.database.listen(PERSONAL_CHANNEL, (payload) => rooms.#hearPersonal(payload));
		return rooms;
	}

	/** How many rooms are open. */
	get size(): number {
		return this.#rooms.size;
	}

	/** The handler of `/sync/rooms/<name>`. */
	enter(socket: WebSocket, peer: RoomPeer, name: string): void {
		const room = this.#find(peer, name);
		if (room === null) return socket.close(CLOSE.unknownDocument.code, CLOSE.unknownDocument.name);
		const { platform, timers, failed } = this.#deps;
		const wire = new RoomSocket(socket, timers);
		const member = new RoomMember({
			room,
			peer,
			platform,
			timers,
			send: (message) => wire.send(message),
			close: (reason) => wire.close(reason),
			failed,
		});
		wire.listen(member);
	}

	#find(peer: RoomPeer, name: string): Room | null {
		const document = parseDocumentName(name);
		if (document !== null)
			return this.#room(`${peer.firm} ${document}`, (doc, fail) => this.#openRecord(peer.firm, document, doc, fail));
		if (name !== PERSONAL_ROOM) return null;
		const { firm, staff } = peer;
		return this.#room(
			personalKey(firm, staff),
			(doc) => new PersonalSource({ database: this.#deps.database, firm, staff, doc }),
		);
	}

	#room(key: string, open: ConstructorParameters<typeof Room>[0]['open']): Room {
		const known = this.#rooms.get(key);
		if (known !== undefined) return known;
		const room: Room = new Room({
			open,
			failed: this.#deps.failed,
			emptied: () => {
				if (this.#rooms.get(key) === room) this.#rooms.delete(key);
				room.destroy();
			},
		});
		this.#rooms.set(key, room);
		return room;
	}

	#openRecord(
		firm: FirmId,
		document: DocumentName,
		doc: Room['doc'],
		fail: ConstructorParameters<typeof RecordSource>[0]['fail'],
	): RoomSource {
		const { log, platform, failed } = this.#deps;
		const follower =
			this.#followers.get(firm) ?? new LogFollower(log, firm, failed, () => this.#followers.delete(firm));
		this.#followers.set(firm, follower);
		return new RecordSource({ log, follower, platform, firm, document, doc, fail });
	}

	/** A personal document was stored, here or by another relay; '' after a lost connection: any of them may have been. */
	#hearPersonal(payload: string): void {
		const said = payload === '' ? null : changed.parse(JSON.parse(payload));
		for (const [key, { source }] of this.#rooms) {
			if (!(source instanceof PersonalSource) || (said !== null && key !== personalKey(said.firm, said.staff)))
				continue;
			source.load().catch((error: unknown) => this.#deps.failed(error));
		}
	}
}

function personalKey(firm: string, staff: string): string {
	return `${firm} personal ${staff}`;
}

import { committedDocument } from '../../src/lib/app/committed-document.ts';
import type { CommandDeps } from '../../src/lib/commands/commit.ts';
import type { DocumentName } from '../../src/lib/domain/document-name.ts';
import type { Profile } from '../../src/lib/domain/staff.ts';
import { createBrowserPlatform } from '../../src/lib/platform/browser-platform.ts';
import { projectBook } from '../../src/lib/projections/project-book.ts';
import { DeviceLog } from '../../src/lib/replication/device-log.ts';
import { heardInRoom } from '../../src/lib/replication/heard-in-room.ts';
import { Replicator } from '../../src/lib/replication/replicator.ts';
import type { ConnectionState } from '../../src/lib/replication/status.ts';
import { websocketTransport } from '../../src/lib/replication/websocket-transport.ts';
import { RecordRoom, type CommittedDocument } from '../../src/lib/rooms/record-room.ts';
import type { BookStore } from '../../src/lib/storage/book-store.ts';
import { createMemoryDisk, createMemoryStore, type Fault } from '../../src/lib/storage/memory-store.ts';
import { OpenDocuments } from '../../src/lib/storage/open-documents.ts';
import { testDeps } from './device.ts';

/**
 * A device without a browser, over a memory disk: the real commands, and, each only when the test says so, the real replicator and real rooms.
 * So a test can tell what came by the room from what came by the log.
 */
export class RoomDevice {
	readonly deps: CommandDeps;
	readonly store: BookStore;
	/** Throws to fail a write. */
	fault: Fault = () => undefined;
	/** How often a room wrote what it heard. */
	ingested = 0;
	#profile: Profile;
	#listeners = new Set<() => void>();
	#stopLog: (() => void) | null = null;
	#rooms: RecordRoom[] = [];

	constructor(profile: Profile) {
		this.#profile = profile;
		const memory = createMemoryStore(createMemoryDisk(), (step) => this.fault(step));
		this.store = {
			...memory,
			write: async (body) => {
				const result = await memory.write(body);
				for (const heard of this.#listeners) heard();
				return result;
			},
		};
		this.deps = testDeps(this.store, createBrowserPlatform(), profile);
	}

	/** Replicates until everything is exchanged, and stops. */
	async exchange(url: string): Promise<void> {
		await this.replicate(url);
		this.stopReplicating();
	}

	/** Starts to replicate; resolves once everything is exchanged. */
	async replicate(url: string): Promise<void> {
		const { platform } = this.deps;
		const log = new DeviceLog({
			store: this.store,
			documents: new OpenDocuments(platform),
			project: projectBook,
			platform,
			term: await DeviceLog.takeTerm(this.store),
		});
		await log.adopt(this.#profile.deviceId);
		await new Promise<void>((resolve) => {
			const status = ({ state }: ConnectionState) => state === 'current' && resolve();
			const replicator = new Replicator({
				log,
				connect: websocketTransport(url),
				platform,
				status,
				superseded: () => undefined,
			});
			this.deps.committed = () => void replicator.input({ type: 'outbox-changed' });
			this.#stopLog = () => replicator.stop();
			void replicator.input({ type: 'start' });
		});
	}

	stopReplicating(): void {
		this.#stopLog?.();
		this.#stopLog = null;
		this.deps.committed = () => undefined;
	}

	/** Opens a record's room, as a visible tab does. */
	openRoom(url: string, document: DocumentName): RecordRoom {
		const room = new RecordRoom({
			url,
			document,
			staff: this.#profile.staffId,
			random: () => 0,
			now: () => Date.now(),
			committed: (heard) => this.#follow(document, heard),
			ingest: async (update, epoch) => {
				const taken = await heardInRoom(this.deps, document, update, epoch);
				if (taken) this.ingested += 1;
				return taken;
			},
		});
		room.attend(true);
		this.#rooms.push(room);
		return room;
	}

	/** Lets go of everything. */
	stop(): void {
		this.stopReplicating();
		for (const room of this.#rooms) room.close();
	}

	#follow(document: DocumentName, heard: (row: CommittedDocument | null) => void): () => void {
		const look = () =>
			void this.store
				.read(async (tx) =>
					committedDocument(
						await tx.documents.get(document),
						await tx.outbox.ofDocument(document),
						(await tx.meta('recovering')) === true,
					),
				)
				.then((row) => this.#listeners.has(look) && heard(row));
		this.#listeners.add(look);
		look();
		return () => this.#listeners.delete(look);
	}
}

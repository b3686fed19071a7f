import type { CommandDeps } from '../../src/lib/commands/commit.ts';
import type { Profile } from '../../src/lib/domain/staff.ts';
import { createBrowserPlatform } from '../../src/lib/platform/browser-platform.ts';
import { projectBook } from '../../src/lib/projections/project-book.ts';
import { rebuildProjections } from '../../src/lib/projections/rebuild.ts';
import { DeviceLog } from '../../src/lib/replication/device-log.ts';
import { Replicator } from '../../src/lib/replication/replicator.ts';
import type { ConnectionState } from '../../src/lib/replication/status.ts';
import { websocketTransport } from '../../src/lib/replication/websocket-transport.ts';
import type { BookStore } from '../../src/lib/storage/book-store.ts';
import { createMemoryDisk, createMemoryStore, type MemoryDisk } from '../../src/lib/storage/memory-store.ts';
import { OpenDocuments } from '../../src/lib/storage/open-documents.ts';
import { testDeps } from './device.ts';

/** A device without a browser: the real commands and the real replicator over a memory disk and a real websocket. */
export interface ReplicatingDevice {
	deps: CommandDeps;
	store: BookStore;
	status(): ConnectionState;
	/** Every status so far. */
	statuses: ConnectionState[];
	retry(): void;
	stop(): void;
	/** The same disk, started again after `stop`. */
	again(): Promise<ReplicatingDevice>;
	/** Makes every row of screens anew, as after an update of the app. */
	rebuild(): Promise<void>;
}

/** Starts a device. `socket` opens an authenticated websocket to `/sync/log`. */
export async function startDevice(
	profile: Profile,
	socket: () => unknown,
	disk: MemoryDisk = createMemoryDisk(),
): Promise<ReplicatingDevice> {
	const platform = createBrowserPlatform();
	const store = createMemoryStore(disk);
	const statuses: ConnectionState[] = [{ state: 'starting' }];
	const log = new DeviceLog({
		store,
		documents: new OpenDocuments(platform),
		project: projectBook,
		platform,
		term: await DeviceLog.takeTerm(store),
	});
	await log.adopt(profile.deviceId);
	const replicator = new Replicator({
		log,
		connect: websocketTransport('', { open: () => socket() as WebSocket }),
		platform,
		status: (status) => statuses.push(status),
		superseded: () => undefined,
	});
	const timer = setInterval(() => void replicator.input({ type: 'tick' }), 50);
	void replicator.input({ type: 'start' });
	return {
		deps: { ...testDeps(store, platform, profile), committed: () => void replicator.input({ type: 'outbox-changed' }) },
		store,
		status: () => statuses.at(-1) ?? { state: 'starting' },
		statuses,
		retry: () => void replicator.input({ type: 'start' }),
		stop: () => {
			clearInterval(timer);
			replicator.stop();
		},
		again: () => startDevice(profile, socket, disk),
		rebuild: async () => {
			await store.write((tx) => tx.setMeta('projections', 0));
			await rebuildProjections(store, new OpenDocuments(platform));
		},
	};
}

import { Dexie } from 'dexie';
import type { WriterId } from '../domain/ids.ts';
import type { Profile } from '../domain/staff.ts';
import { createBrowserPlatform } from '../platform/browser-platform.ts';
import { whenShown } from '../platform/when-idle.ts';
import { PROJECTIONS_VERSION } from '../projections/version.ts';
import { createQueries } from '../queries/create-queries.ts';
import { openChannel } from '../replication/channel.ts';
import type { ConnectionState } from '../replication/status.ts';
import { personalDatabaseName } from '../rooms/personal-database.ts';
import { StorageFailed } from '../storage/book-store.ts';
import { BookDatabase, bookName, createDexieStore } from '../storage/dexie-store.ts';
import type { Carnet } from './carnet.ts';
import { exportWaiting } from './export-waiting.ts';
import { lazyCommands } from './lazy-commands.ts';
import { WorkerCommands, startMany } from './worker-commands.ts';
import { OpenPersonal } from './open-personal.ts';
import { OpenRooms } from './open-rooms.ts';
import type { Writing, WritingDeps } from './open-writing.ts';
import { StatusSource } from './status-source.ts';
import { createWorkerListEngine } from './worker-list-engine.ts';

/**
 * Opens a person's book on this device. Needs no network: what is on the disk is there at once, and replication starts in a worker of its own.
 * @throws when the browser refuses to open its database
 */
export async function createCarnet(profile: Profile): Promise<Carnet> {
	const platform = createBrowserPlatform();
	const book = bookName(profile.firmId, profile.staffId);
	const database = new BookDatabase(book);
	await database.open();
	const store = createDexieStore(database);
	const channel = openChannel(book);
	const status = new StatusSource(database, platform.now);
	const lists = createWorkerListEngine(book);
	const saved = () => status.committed(platform.now());
	const many = new WorkerCommands(() => startMany(profile), saved);
	const writing = later({
		store,
		platform,
		profile,
		writer: `${profile.deviceId}.${platform.letters(5)}` as WriterId,
		committed: () => {
			saved();
			channel.post({ type: 'outbox-changed' });
		},
	});
	if ((await database.meta.get('projections'))?.value !== PROJECTIONS_VERSION) await (await writing()).rebuild();
	// The first rows are painted before anything that they can do without is started.
	let closed = false;
	let worker: Worker | null = null;
	const painted = whenShown(window);
	void painted.then(() => {
		if (closed) return;
		worker = startReplicator(profile);
		writing().catch(() => undefined);
	});
	const url = relayAddress('/sync/rooms');
	const rooms = new OpenRooms({
		database,
		ingest: async (...heard) => (await writing()).ingest(...heard),
		staff: profile.staffId,
		platform,
		url,
	});
	const personal = new OpenPersonal({ profile, platform, url, after: painted });
	let reached = false;
	channel.heard((message) => {
		if (message.type !== 'status') return;
		status.connection(message.status);
		const reaches = isReached(message.status, reached);
		if (reaches !== reached) personal.attend(reaches);
		reached = reaches;
		rooms.attend(reached && isLookedAt());
	});
	const stopWatching = watchAttention((online) => {
		channel.post(online === null ? { type: 'attended' } : { type: 'network', online });
		status.look();
	});
	const stopHiding = whenHidden(() => rooms.attend(false));
	return {
		profile,
		commands: lazyCommands(async () => many.over((await writing()).commands), status),
		queries: createQueries(database, profile, () => status.live(), platform.now, lists),
		drafts: {
			save: async (key, draft) => void (await database.drafts.put({ key, draft, savedAt: platform.now() })),
			clear: async (key) => database.drafts.delete(key),
		},
		rooms,
		personal,
		openExchange: async (locale) => {
			const { openExchange } = await import('./open-exchange.ts');
			return openExchange(profile, locale, saved);
		},
		retryNow: () => channel.post({ type: 'start' }),
		exportWaiting: () => exportWaiting(database, profile, platform.now()),
		close: async () => {
			closed = true;
			stopWatching();
			stopHiding();
			rooms.closeAll();
			await personal.close();
			worker?.terminate();
			lists.close();
			many.close();
			channel.close();
			await store.close();
		},
	};
}

/**
 * Deletes a person's book from this device, for good.
 * @throws when it is still there afterwards, because another tab holds it
 */
export async function eraseBook(profile: Profile): Promise<void> {
	for (const database of [
		bookName(profile.firmId, profile.staffId),
		personalDatabaseName(profile.firmId, profile.staffId),
	]) {
		await Dexie.delete(database);
		if (await Dexie.exists(database)) throw new StorageFailed('closed', 'The book is still open in another tab');
	}
}

/** What writes to the book, loaded when it is first asked for; a piece that could not be had is asked for again. */
function later(deps: WritingDeps): () => Promise<Writing> {
	let writing: Promise<Writing> | null = null;
	return () => {
		writing ??= import('./open-writing.ts').then(({ openWriting }) => openWriting(deps));
		writing.catch(() => {
			writing = null;
		});
		return writing;
	};
}

function startReplicator(profile: Profile): Worker {
	const worker = new Worker(new URL('./replicator-worker.ts', import.meta.url), { type: 'module', name: 'replicator' });
	worker.postMessage({ profile, relay: relayAddress('/sync/log') });
	return worker;
}

function relayAddress(path: string): string {
	const relay = new URL(path, location.href);
	relay.protocol = relay.protocol === 'https:' ? 'wss:' : 'ws:';
	return relay.href;
}

/**
 * Whether there is a way to the relay, by the replicator's word. Rooms wait for it: then the device's clock was checked, and it is known to
 * follow the relay's history.
 * @param before what was known; a replicator that starts or connects anew says nothing
 */
function isReached({ state }: ConnectionState, before: boolean): boolean {
	if (state === 'current' || state === 'syncing') return true;
	return (state === 'starting' || state === 'connecting') && before;
}

function isLookedAt(): boolean {
	return document.visibilityState === 'visible';
}

function whenHidden(hide: () => void): () => void {
	const look = () => {
		if (!isLookedAt()) hide();
	};
	document.addEventListener('visibilitychange', look);
	return () => document.removeEventListener('visibilitychange', look);
}

/** Tells when somebody looks at the app (null), and when the browser says that the network went or came. */
function watchAttention(tell: (online: boolean | null) => void): () => void {
	const looked = () => {
		if (document.visibilityState === 'visible') tell(null);
	};
	const online = () => tell(true);
	const offline = () => tell(false);
	const timer = setInterval(() => {
		if (document.hasFocus()) looked();
	}, 1_000);
	addEventListener('online', online);
	addEventListener('offline', offline);
	document.addEventListener('visibilitychange', looked);
	addEventListener('pointerdown', looked);
	return () => {
		clearInterval(timer);
		removeEventListener('online', online);
		removeEventListener('offline', offline);
		document.removeEventListener('visibilitychange', looked);
		removeEventListener('pointerdown', looked);
	};
}

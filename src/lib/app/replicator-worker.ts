/// <reference lib="webworker" />
import * as z from 'zod/mini';
import { profile, type Profile } from '../domain/staff.ts';
import { createBrowserPlatform } from '../platform/browser-platform.ts';
import { projectBook } from '../projections/project-book.ts';
import { openChannel, channelName } from '../replication/channel.ts';
import { DeviceLog } from '../replication/device-log.ts';
import { takePartInElection } from '../replication/leader.ts';
import { Replicator } from '../replication/replicator.ts';
import type { ConnectionState } from '../replication/status.ts';
import { relayAnswers, websocketTransport } from '../replication/websocket-transport.ts';
import { BookDatabase, bookName, createDexieStore } from '../storage/dexie-store.ts';
import { OpenDocuments } from '../storage/open-documents.ts';

/** How often the core looks at its deadlines, ms; also the longest that a lost "outbox-changed" can delay a push. */
const TICK = 250;
const LOOK_INTO_OUTBOX = 5_000;

const firstMessage = z.object({ profile, relay: z.string() });

declare const self: DedicatedWorkerGlobalScope;

self.onmessage = ({ data }) => {
	self.onmessage = null;
	const { profile: person, relay } = firstMessage.parse(data);
	takePart(person, relay);
};

function takePart(person: Profile, relay: string): void {
	const book = bookName(person.firmId, person.staffId);
	const channel = openChannel(book);
	takePartInElection({
		name: channelName(book),
		locks: self.navigator.locks,
		channel,
		now: () => Date.now(),
		every: (ms, work) => {
			const timer = self.setInterval(work, ms);
			return () => self.clearInterval(timer);
		},
		lead: (until) => replicate(person, relay, book, until),
	});
}

/** Replicates until its time ends. */
async function replicate(person: Profile, relay: string, book: string, until: AbortSignal): Promise<void> {
	const platform = createBrowserPlatform();
	const database = new BookDatabase(book);
	const store = createDexieStore(database);
	const channel = openChannel(book);
	let status: ConnectionState = { state: 'starting' };
	const say = () => channel.post({ type: 'status', status });
	try {
		const term = await DeviceLog.takeTerm(store);
		const log = new DeviceLog({ store, documents: new OpenDocuments(platform), project: projectBook, platform, term });
		await log.adopt(person.deviceId);
		const replicator = new Replicator({
			log,
			connect: websocketTransport(relay, { reachable: () => relayAnswers(self.location.origin) }),
			platform,
			status: (next) => {
				status = next;
				say();
			},
			superseded: () => undefined,
		});
		channel.heard((message) => {
			if (message.type === 'outbox-changed' || message.type === 'attended' || message.type === 'start' || message.type === 'network') {
				void replicator.input(message);
			}
		});
		const timers = [
			self.setInterval(() => void replicator.input({ type: 'tick' }), TICK),
			self.setInterval(() => void replicator.input({ type: 'outbox-changed' }), LOOK_INTO_OUTBOX),
			self.setInterval(say, TICK),
		];
		const online = () => void replicator.input({ type: 'network', online: true });
		const offline = () => void replicator.input({ type: 'network', online: false });
		self.addEventListener('online', online);
		self.addEventListener('offline', offline);
		void replicator.input({ type: 'start' });
		await ended(until);
		replicator.stop();
		for (const timer of timers) self.clearInterval(timer);
		self.removeEventListener('online', online);
		self.removeEventListener('offline', offline);
	} finally {
		channel.close();
		database.close();
	}
}

function ended(until: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (until.aborted) resolve();
		else until.addEventListener('abort', () => resolve(), { once: true });
	});
}

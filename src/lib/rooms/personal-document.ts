import { IndexeddbPersistence, storeState } from 'y-indexeddb';
import * as Y from 'yjs';
import { PERSONAL_ROOM, PERSONAL_ROOT } from '../protocol/rooms.ts';
import { RoomConnection, type Followed, type RoomConnectionDeps } from './connection.ts';
import {
	filterKey,
	READ_UNTIL,
	readKey,
	readPersonalValues,
	type PersonalChoices,
	type PersonalValues,
	type PrivateFilter,
} from './personal-values.ts';
import { QuietAwareness } from './quiet-awareness.ts';

/**
 * A person's own document (theme, language, columns, private filters): on this device's disk, and on the person's other devices through the
 * relay's room. It may lose what was chosen last if the tab dies (y-indexeddb tells no errors), which a column's width may suffer.
 */
export class PersonalDocument {
	#doc: Y.Doc;
	#map: Y.Map<unknown>;
	#disk: IndexeddbPersistence;
	#connection: RoomConnection;

	/** Resolves when the relay's state has arrived for the first time. */
	readonly met: Promise<void>;

	/**
	 * Opens it from the disk; it connects when it is first attended, so that the disk does not get the relay's whole state on top of its own.
	 * @param name of the database: `personalDatabaseName`
	 */
	static async open(name: string, deps: RoomConnectionDeps): Promise<PersonalDocument> {
		const doc = new Y.Doc({ gc: true });
		const disk = new IndexeddbPersistence(name, doc);
		await disk.whenSynced;
		// One row in place of one more for each opening (y-indexeddb#31).
		await storeState(disk, true);
		return new PersonalDocument(doc, disk, new RoomConnection(deps, PERSONAL_ROOM, doc, new QuietAwareness(doc)));
	}

	private constructor(doc: Y.Doc, disk: IndexeddbPersistence, connection: RoomConnection) {
		this.#doc = doc;
		this.#map = doc.getMap(PERSONAL_ROOT);
		this.#disk = disk;
		this.#connection = connection;
		this.met = new Promise((resolve) => {
			connection.provider.on('sync', (synced) => {
				if (synced) resolve();
			});
		});
	}

	get values(): PersonalValues {
		return readPersonalValues(new Map(this.#map.entries()));
	}

	/** The values, now and at every change, from whichever device. */
	readonly live: Followed<PersonalValues> = (heard) => {
		const tell = () => heard(this.values);
		this.#map.observe(tell);
		tell();
		return () => this.#map.unobserve(tell);
	};

	/** Chooses for all of the person's devices. */
	choose(choices: Partial<PersonalChoices>): void {
		this.#doc.transact(() => {
			for (const [key, value] of Object.entries(choices))
				if (JSON.stringify(this.#map.get(key)) !== JSON.stringify(value)) this.#map.set(key, value);
		});
	}

	saveFilter(filter: PrivateFilter): void {
		this.#map.set(filterKey(filter.id), filter);
	}

	removeFilter(id: string): void {
		this.#map.delete(filterKey(id));
	}

	/** Notes entries of the Inbox as read, or as unread again, on all of the person's devices. */
	markRead(ids: readonly string[], read = true): void {
		this.#doc.transact(() => {
			for (const id of ids) if (this.#map.get(readKey(id)) !== read) this.#map.set(readKey(id), read);
		});
	}

	/**
	 * Notes everything up to a moment (ms since 1970) as read.
	 * @param oneByOne entries that a moment says nothing of (`InboxMark.inOrder`)
	 */
	markAllRead(until: number, oneByOne: readonly string[] = []): void {
		this.#doc.transact(() => {
			this.#map.set(READ_UNTIL, Math.max(until, this.values.inboxRead.until));
			for (const [id, read] of this.values.inboxRead.ids) if (!read) this.#map.delete(readKey(id));
			this.markRead(oneByOne);
		});
	}

	/** Connects now, whatever the delay or the last close code says; or stays away. */
	attend(attended: boolean): void {
		if (attended) this.#connection.connect();
		else this.#connection.disconnect();
	}

	async close(): Promise<void> {
		this.#connection.destroy();
		await this.#disk.destroy();
		this.#doc.destroy();
	}
}

import type { Profile } from '../domain/staff.ts';
import type { Platform } from '../platform/platform.ts';
import { personalDatabaseName } from '../rooms/personal-database.ts';
import type { PersonalDocument } from '../rooms/personal-document.ts';
import type { Personal } from './carnet.ts';

export interface PersonalDeps {
	profile: Profile;
	platform: Pick<Platform, 'now' | 'random'>;
	/** `wss://…/sync/rooms` */
	url: string;
	/** What comes first: the choices are kept beside the book too, so that nothing on screen waits for them. */
	after: Promise<void>;
}

/** The person's own choices. y-indexeddb and y-websocket come as a piece of their own; what is asked of it meanwhile waits. */
export class OpenPersonal implements Personal {
	#document: Promise<PersonalDocument | null>;
	#opened: PersonalDocument | null = null;
	#closed = false;

	constructor({ profile, platform, url, after }: PersonalDeps) {
		const opening = after.then(() =>
			open(personalDatabaseName(profile.firmId, profile.staffId), { url, now: platform.now, random: platform.random }),
		);
		this.#document = opening.then(async (document) => {
			if (this.#closed) {
				await document?.close();
				return null;
			}
			this.#opened = document;
			return document;
		});
	}

	readonly live: Personal['live'] = (heard) => {
		let off = false;
		let stop: (() => void) | null = null;
		void this.#document.then((document) => {
			if (!off && document !== null) stop = document.live(heard);
		});
		return () => {
			off = true;
			stop?.();
		};
	};

	readonly choose: Personal['choose'] = (choices) => void this.#document.then((document) => document?.choose(choices));

	readonly saveFilter: Personal['saveFilter'] = (filter) =>
		void this.#document.then((document) => document?.saveFilter(filter));

	readonly removeFilter: Personal['removeFilter'] = (id) =>
		void this.#document.then((document) => document?.removeFilter(id));

	readonly markRead: Personal['markRead'] = (ids, read) =>
		void this.#document.then((document) => document?.markRead(ids, read));

	readonly markAllRead: Personal['markAllRead'] = (until, oneByOne) =>
		void this.#document.then((document) => document?.markAllRead(until, oneByOne));

	async met(): Promise<void> {
		const document = await this.#document;
		if (document === null) await new Promise(() => undefined);
		await document?.met;
	}

	/** Whether there is a way to the relay. */
	attend(attended: boolean): void {
		void this.#document.then((document) => document?.attend(attended));
	}

	/** Does not wait for a database that is still being opened: a browser may never get there. */
	async close(): Promise<void> {
		this.#closed = true;
		await this.#opened?.close();
	}
}

/** null where it can't be had: a browser that keeps its disk from pages, or an old piece that is gone. The app works without. */
async function open(name: string, deps: Parameters<typeof PersonalDocument.open>[1]): Promise<PersonalDocument | null> {
	try {
		const { PersonalDocument } = await import('../rooms/personal-document.ts');
		return await PersonalDocument.open(name, deps);
	} catch {
		return null;
	}
}

import type { Commands } from '../commands/command-input.ts';
import { createCommands } from '../commands/create-commands.ts';
import type { WriterId } from '../domain/ids.ts';
import type { Profile } from '../domain/staff.ts';
import { createBrowserPlatform } from '../platform/browser-platform.ts';
import type { Platform } from '../platform/platform.ts';
import { projectBook } from '../projections/project-book.ts';
import { openChannel } from '../replication/channel.ts';
import { BookDatabase, bookName, createDexieStore } from '../storage/dexie-store.ts';
import { OpenDocuments } from '../storage/open-documents.ts';

/** A book as a worker that writes has it. */
export interface WorkerBook {
	database: BookDatabase;
	platform: Platform;
	commands: Commands;
}

/** Opens a person's book in a worker, with documents and a writer of its own: to the book it is one more tab. */
export function openWorkerBook(profile: Profile): WorkerBook {
	const platform = createBrowserPlatform();
	const book = bookName(profile.firmId, profile.staffId);
	const database = new BookDatabase(book);
	const channel = openChannel(book);
	const commands = createCommands({
		store: createDexieStore(database),
		documents: new OpenDocuments(platform),
		project: projectBook,
		platform,
		profile,
		writer: `${profile.deviceId}.${platform.letters(5)}` as WriterId,
		committed: () => channel.post({ type: 'outbox-changed' }),
	});
	return { database, platform, commands };
}

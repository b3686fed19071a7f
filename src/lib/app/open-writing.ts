import type { Commands } from '../commands/command-input.ts';
import { createCommands } from '../commands/create-commands.ts';
import type { CommandDeps } from '../commands/commit.ts';
import { projectBook } from '../projections/project-book.ts';
import { rebuildProjections } from '../projections/rebuild.ts';
import { heardInRoom } from '../replication/heard-in-room.ts';
import type { IngestRoom } from './open-rooms.ts';
import { OpenDocuments } from '../storage/open-documents.ts';

export type WritingDeps = Omit<CommandDeps, 'documents' | 'project'>;

/** What writes to the book: everything that needs Yjs. A list of rows is on screen without it, so it is a piece of its own. */
export interface Writing {
	commands: Commands;
	/** Takes in what a record's room brought. */
	ingest: IngestRoom;
	/** Makes the rows anew where another version of the app made them. */
	rebuild(): Promise<void>;
}

/** Makes what writes to the book. To be called once for a tab and boot: the documents that it keeps open must be the only ones. */
export function openWriting(deps: WritingDeps): Writing {
	const documents = new OpenDocuments(deps.platform);
	const { store } = deps;
	return {
		commands: createCommands({ ...deps, documents, project: projectBook }),
		ingest: (document, update, epoch) =>
			heardInRoom({ store, documents, project: projectBook }, document, update, epoch),
		rebuild: () => rebuildProjections(store, documents),
	};
}

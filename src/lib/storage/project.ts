import type { ErasedName } from '../protocol/events/erased-with.ts';
import type { Event } from '../protocol/events/event.ts';
import type { BookTransaction } from './book-store.ts';
import type { OpenDocument } from './open-documents.ts';

/**
 * Makes the rows that screens read from documents that have just changed, and from events that have just come, in the same transaction; and takes out
 * the rows of what was erased, whose documents are gone.
 */
export type Project = (
	tx: BookTransaction,
	changed: readonly OpenDocument[],
	events?: readonly Event[],
	erased?: readonly ErasedName[],
) => Promise<void>;

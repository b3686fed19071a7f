import type { BookTransaction } from './book-store.ts';
import type { OpenDocument } from './open-documents.ts';

/** Makes the rows that screens read from documents that have just changed, in the transaction of the change. */
export type Project = (tx: BookTransaction, changed: readonly OpenDocument[]) => Promise<void>;

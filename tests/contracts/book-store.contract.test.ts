import 'fake-indexeddb/auto';
import { BookDatabase, createDexieStore } from '../../src/lib/storage/dexie-store.ts';
import { createMemoryDisk, createMemoryStore } from '../../src/lib/storage/memory-store.ts';
import { bookStoreContract } from './book-store-suite.ts';

let opened = 0;

bookStoreContract('memory', () => createMemoryStore(createMemoryDisk()));
bookStoreContract('a simulated IndexedDB', () => createDexieStore(new BookDatabase(`contract-${opened++}`)));

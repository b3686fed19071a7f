import type { Page } from 'playwright';
import { createAccounts } from '../../src/lib/commands/create-account.ts';
import type { NewAccount } from '../../src/lib/commands/command-input.ts';
import { makeSamples } from '../../src/lib/commands/samples/make-samples.ts';
import type { WriterId } from '../../src/lib/domain/ids.ts';
import { profile } from '../../src/lib/domain/staff.ts';
import { createBrowserPlatform } from '../../src/lib/platform/browser-platform.ts';
import { projectBook } from '../../src/lib/projections/project-book.ts';
import { CHUNK_SIZE } from '../../src/lib/projections/search-text.ts';
import { createMemoryDisk, createMemoryStore } from '../../src/lib/storage/memory-store.ts';
import { OpenDocuments } from '../../src/lib/storage/open-documents.ts';

/** In names and addresses, the place of the block's number: as long as the number, since it is replaced within encoded documents. */
const NUMBER = 'qzqzq';
/** The same in ids. */
const ID_NUMBER = '-00000000';
/** Accounts of one group of the block. */
const AT_ONCE = 50;

/** One block of records, as a book has them on its disk. */
interface Block {
	accounts: unknown[];
	contacts: unknown[];
	search: { key: string }[];
	documents: unknown[];
	/** The states of `documents`, each in Base64: text carries them into the page. */
	states: string[];
}

/**
 * Writes so many accounts straight into the database of the book that a page shows, each with its contacts: one block was made by commands, and the
 * page makes as many of it as are wanted, with ids and names of their own. As if they had come from the relay: nothing of them waits to be sent.
 * @param documents whether the records' documents are written too: what only reads rows needs none
 */
export async function fillBook(page: Page, count: number, { documents }: { documents: boolean }): Promise<void> {
	const { documents: own, states, ...rows } = await makeBlock(Math.min(count, CHUNK_SIZE));
	const filling = { ...rows, documents: documents ? own : [], states: documents ? states : [], size: CHUNK_SIZE, count, NUMBER, ID_NUMBER };
	// As text: the types of a field's value are too deep for those of `evaluate`.
	await page.evaluate(async (given: string) => {
		const { accounts, contacts, search, documents, states, size, count, NUMBER, ID_NUMBER } = JSON.parse(given) as typeof filling;
		const name = (await indexedDB.databases()).find((each) => /^carnet-[0-9a-f-]+$/.test(each.name ?? ''))?.name ?? '';
		const database = await new Promise<IDBDatabase>((resolve, reject) => {
			const request = indexedDB.open(name);
			request.onsuccess = () => resolve(request.result);
			request.onerror = () => reject(request.error);
		});
		const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
		/** Where a word begins in bytes. */
		const placesOf = (bytes: Uint8Array, word: Uint8Array) => {
			const places: number[] = [];
			for (let at = bytes.indexOf(word[0] ?? 0); at >= 0; at = bytes.indexOf(word[0] ?? 0, at + 1)) if (word.every((byte, i) => bytes[at + i] === byte)) places.push(at);
			return places;
		};
		const decoded = states.map((state) => {
			const bytes = bytesOf(atob(state));
			return { bytes, names: placesOf(bytes, bytesOf(NUMBER)), ids: placesOf(bytes, bytesOf(ID_NUMBER)) };
		});
		// CRC-32C, as `storage/checksum.ts`.
		const table = Uint32Array.from({ length: 256 }, (_, byte) => {
			let crc = byte;
			for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
			return crc;
		});
		const sumOf = (bytes: Uint8Array) => {
			let crc = 0xffffffff;
			for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
			return (crc ^ 0xffffffff) >>> 0;
		};
		const [accountText, contactText, searchText, documentText] = [accounts, contacts, search, documents].map((rows) => JSON.stringify(rows));
		for (let n = 0; n * size < count; n++) {
			const [inNames, inIds] = [String(n).padEnd(NUMBER.length, 'x'), `-${String(n).padStart(8, '0')}`];
			const numbered = (text = '[]') => JSON.parse(text.replaceAll(NUMBER, inNames).replaceAll(ID_NUMBER, inIds)) as Record<string, unknown>[];
			const transaction = database.transaction(['accounts', 'contacts', 'search', 'documents', 'counters'], 'readwrite', { durability: 'relaxed' });
			const put = (store: string, row: unknown) => transaction.objectStore(store).put(row);
			for (const row of numbered(accountText)) put('accounts', { ...row, chunk: n });
			for (const row of numbered(contactText)) put('contacts', { ...row, chunk: n });
			for (const [place, chunk] of numbered(searchText).entries()) put('search', { ...chunk, key: `${place === 0 ? 'account' : 'contact'}/${n}`, version: 2 * n + place + 1 });
			for (const [i, row] of numbered(documentText).entries()) {
				const { bytes, names, ids } = decoded[i] ?? { bytes: new Uint8Array(), names: [], ids: [] };
				const state = bytes.slice();
				for (const at of names) state.set(bytesOf(inNames), at);
				for (const at of ids) state.set(bytesOf(inIds), at);
				put('documents', { ...row, state, sum: sumOf(state) });
			}
			const numbers = { accounts: (n + 1) * accounts.length, contacts: (n + 1) * contacts.length, packedAccounts: (n + 1) * size, packedContacts: (n + 1) * size, searchVersion: 2 * n + 2 };
			for (const [counter, value] of Object.entries(numbers)) put('counters', { name: counter, value });
			await new Promise<void>((resolve, reject) => {
				transaction.oncomplete = () => resolve();
				transaction.onabort = () => reject(transaction.error);
			});
		}
		database.close();
	}, JSON.stringify(filling));
}

/** A book of so many accounts, one contact each, made by commands on a disk in memory. */
async function makeBlock(size: number): Promise<Block> {
	const disk = createMemoryDisk();
	const store = createMemoryStore(disk);
	const platform = createBrowserPlatform();
	let ids = 0;
	const numbered = { ...platform, uuid: () => `01920000-0000-7000-8000${ID_NUMBER}${String(ids++).padStart(4, '0')}` };
	const someone = profile.parse({
		firmId: platform.uuid(),
		firmName: 'Bench',
		firmCountry: 'FR',
		firmLocale: 'fr',
		staffId: platform.uuid(),
		staffName: 'Bench',
		email: 'bench@cabinet.example',
		role: 'owner',
		deviceId: platform.letters(12),
		deviceName: 'Bench',
	});
	const deps = {
		store,
		documents: new OpenDocuments(platform),
		project: projectBook,
		platform: numbered,
		profile: someone,
		writer: `${someone.deviceId}.${platform.letters(5)}` as WriterId,
		committed: () => undefined,
	};
	const samples = makeSamples(size).map(withNumber);
	for (let from = 0; from < samples.length; from += AT_ONCE) await createAccounts(deps, samples.slice(from, from + AT_ONCE));
	const rows = (table: string) => [...(disk.tables.get(table)?.values() ?? [])];
	const documents = rows('documents') as { state: Uint8Array }[];
	return {
		accounts: rows('accounts'),
		contacts: rows('contacts'),
		search: (rows('search') as { key: string }[]).sort((a, b) => (a.key < b.key ? -1 : 1)),
		documents: documents.map((row) => ({ ...row, state: null, base: null, epoch: null, former: null })),
		states: documents.map(({ state }) => Buffer.from(state).toString('base64')),
	};
}

/** One contact for each account, and in every name and address the place of the block's number. */
function withNumber(sample: NewAccount): NewAccount {
	const named = (name: string) => (name === '' ? '' : `${name} ${NUMBER}`);
	return {
		...sample,
		name: named(sample.name),
		companyName: named(sample.companyName),
		contacts: sample.contacts.slice(0, 1).map((contact) => {
			if (!('create' in contact)) return contact;
			const { create } = contact;
			return { ...contact, create: { ...create, lastName: named(create.lastName), email: create.email.replace('@', `.${NUMBER}@`) } };
		}),
	};
}

import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contactDocument } from '../../../src/lib/domain/document-name.ts';
import type { ContactId, ImportId } from '../../../src/lib/domain/ids.ts';
import { projectBook } from '../../../src/lib/projections/project-book.ts';
import { eraseRecords } from '../../../src/lib/replication/erase-records.ts';
import { createDexieStore } from '../../../src/lib/storage/dexie-store.ts';
import { OpenDocuments } from '../../../src/lib/storage/open-documents.ts';
import { createBrowserPlatform } from '../../../src/lib/platform/browser-platform.ts';
import { bookJob, RUNNING, UNHURRIED } from '../../support/import-job.ts';
import { openTestBook, type TestBook } from '../../support/test-book.ts';

let book: TestBook;
beforeEach(async () => {
	book = await openTestBook();
});
afterEach(() => book.leave());

/** What a device does when it learns that a contact was erased. */
async function erase(contact: ContactId): Promise<void> {
	const store = createDexieStore(book.database);
	await store.write((tx) => eraseRecords({ documents: new OpenDocuments(createBrowserPlatform()), project: projectBook }, tx, [contactDocument(contact)]));
}

async function person(firstName: string, lastName: string, email: string): Promise<ContactId> {
	const made = await book.commands.createContact({ firstName, lastName, email, phones: [] });
	if (!made.ok) throw new Error(JSON.stringify(made.problems));
	return made.value;
}

async function prepared(text: string): Promise<ImportId> {
	const job = await bookJob(book, text);
	await job.plan({ mapping: job.proposed, ownAccounts: true }, UNHURRIED);
	job.chooseDuplicates('create');
	const id = await book.commands.prepareImport({ file: 'x.csv', counts: job.counts, units: job.units }, RUNNING);
	if (id === null) throw new Error('cancelled');
	return id;
}

const kept = async () => JSON.stringify([await book.database.importSteps.toArray(), await book.database.drafts.toArray()]);

describe('what a device keeps unfinished', () => {
	it('ERA-10 of an import that waits, the rows that name who was erased go, and are counted as not written', async () => {
		const vera = await person('Vera', 'Zerbrochen', 'vera@x.example');
		const id = await prepared(
			[
				'Compte;Prénom;Nom;E-mail;Téléphone',
				'Alpha;Anna;Bleibt;anna@x.example;0102030405',
				'Bêta;Vera;Zerbrochen;vera@x.example;0611223344',
				'Gamma;Vera;Zerbrochen;;',
				// Somebody else of that name.
				'Delta;Vera;Zerbrochen;autre@x.example;',
			].join('\n'),
		);
		await erase(vera);
		expect(await kept()).not.toMatch(/vera@x|0611223344/);
		const row = await book.commands.runImport(id, RUNNING);
		expect(row).toMatchObject({ state: 'done', newAccounts: 2, refused: [{ lines: [3] }, { lines: [4] }] });
		expect((await book.database.contacts.toArray()).map(({ email }) => email).sort()).toEqual(['anna@x.example', 'autre@x.example']);
	});

	it('ERA-10 a form that a crash left goes when it names who was erased, and no other', async () => {
		const vera = await person('Vera', 'Zerbrochen', 'vera@x.example');
		await book.drafts.save('one', { contacts: [{ firstName: 'vera', lastName: 'ZERBROCHEN', email: '' }] });
		await book.drafts.save('two', { contacts: [{ firstName: 'Anna', lastName: 'Bleibt', email: 'anna@x.example' }] });
		await book.drafts.save('three', { name: 'Alpha', note: 'VERA@x.example' });
		await erase(vera);
		expect((await book.database.drafts.toArray()).map(({ key }) => key)).toEqual(['two']);
	});

	it('ERA-10 an archive brings nobody back who was erased, and all the others', async () => {
		const vera = await person('Vera', 'Zerbrochen', 'vera@x.example');
		await erase(vera);
		const other = crypto.randomUUID() as ContactId;
		const records = [vera, other].map((id) => ({ name: contactDocument(id), values: { firstName: 'Vera', lastName: id === vera ? 'Zerbrochen' : 'Bleibt' } }));
		const id = await book.commands.prepareImport({ file: 'archive.json', counts: {}, units: [], records }, RUNNING);
		if (id === null) throw new Error('cancelled');
		expect(await book.commands.runImport(id, RUNNING)).toMatchObject({ state: 'done', newContacts: 1, refused: [{ lines: [] }] });
		expect((await book.database.contacts.toArray()).map(({ name }) => name)).toEqual(['Vera Bleibt']);
	});

	it('ERA-10 an import that is taken back before its end keeps nothing of the rest', async () => {
		const id = await prepared('Nom;E-mail\nRoux;roux@x.example\n');
		await book.commands.undoImport(id, RUNNING);
		expect(await kept()).not.toContain('roux');
	});
});

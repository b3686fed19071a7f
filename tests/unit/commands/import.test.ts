import 'fake-indexeddb/auto';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId } from '../../../src/lib/domain/ids.ts';
import { bookJob, importInto, RUNNING, UNHURRIED } from '../../support/import-job.ts';
import { openTestBook, type TestBook } from '../../support/test-book.ts';

let book: TestBook;
beforeEach(async () => {
	book = await openTestBook();
});
afterEach(() => book.leave());

const FILE = `Compte;Type;SIREN;Étiquettes;Civilité;Prénom;Nom;E-mail;Tél;Connexion;Prénom conjoint;Nom conjoint
Dupré SAS;Entreprise;732 829 320;VIP, TVA;M.;Jean;Dupré;jean@dupre.example;01 02 03 04 05;oui;;
Dupré SAS;Entreprise;732 829 320;VIP;Mme;Zoé;Petit;zoe@dupre.example;;;;
;;;;M.;Luc;Martin;luc@martin.example;06 12 34 56 78;;Ève;Martin
;;;;;Sans;Adresse;;;;;
`;

/** What the book shows: every record without its times and ids. */
async function shown(of: TestBook) {
	const contacts = await of.database.contacts.filter((row) => row.status !== 'deleted').toArray();
	const accounts = await of.database.accounts.filter((row) => row.status !== 'deleted').toArray();
	const vocabulary = await of.first(of.queries.vocabulary());
	const names = (tags: (typeof accounts)[number]['tags']) => vocabulary.tagsOf(tags).map(({ name }) => name);
	const person = ({ name, email, phones, birthDate, address, tags, civility }: (typeof contacts)[number]) => ({ name, email, phones, birthDate, address, tags: names(tags), civility });
	const byName = (a: { name: string }, b: { name: string }) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
	return {
		contacts: contacts.map(person).sort(byName),
		accounts: accounts
			.map(({ name, type, companyName, siren, status, tags, links }) => ({
				name,
				type,
				companyName,
				siren,
				status,
				tags: names(tags),
				links: links.map(({ contact, login, notify, sync }) => ({ login, notify, sync, name: contacts.find(({ id }) => id === contact)?.name })),
			}))
			.sort(byName),
	};
}

async function accountNamed(name: string) {
	const row = await book.database.accounts.filter((one) => one.name === name && one.status !== 'deleted').first();
	if (row === undefined) throw new Error(`no account ${name}`);
	return row;
}

describe('an import', () => {
	it('IMP-9, IMP-12 makes accounts with their people, tags and switches, and mails nobody', async () => {
		const { row, summary } = await importInto(book, FILE);
		expect(summary.counts).toMatchObject({ create: 4, error: 0 });
		expect(row).toMatchObject({ state: 'done', newAccounts: 3, newContacts: 5, changed: 0, logins: 1, refused: [] });
		const { accounts } = await shown(book);
		expect(accounts).toMatchObject([
			{ name: 'Dupré SAS', type: 'company', companyName: 'Dupré SAS', siren: '732829320', tags: ['TVA', 'VIP'], links: [{ name: 'Jean Dupré', login: true }, { name: 'Zoé Petit', login: false }] },
			{ name: 'Luc Martin', type: 'individual', links: [{ name: 'Luc Martin' }, { name: 'Ève Martin' }] },
			{ name: 'Sans Adresse' },
		]);
		expect((await accountNamed('Dupré SAS')).code).toMatch(/^DUP-\d+$/);
		expect(await book.database.invitations.count()).toBe(0);
		const events = await book.database.events.toArray();
		expect(new Set(events.flatMap(({ event }) => ('why' in event ? event.why : [])))).toEqual(new Set(['imported']));
		expect(await book.first(book.queries.inbox(5))).toMatchObject([{ kind: 'imported', detail: 'clients.csv', imported: { accounts: 3, contacts: 5 } }]);
	});

	it('IMP-13 of the same file twice changes nothing', async () => {
		await importInto(book, FILE);
		const [before, groups] = [await shown(book), await book.database.outbox.count()];
		const { summary, row } = await importInto(book, FILE);
		expect(summary.counts).toMatchObject({ unchanged: 4, create: 0, update: 0, link: 0, duplicate: 0, error: 0 });
		expect(row).toMatchObject({ state: 'done', newAccounts: 0, newContacts: 0, changed: 0 });
		expect(await shown(book)).toEqual(before);
		expect(await book.database.outbox.count()).toBe(groups);
	});

	it('IMP-14 fills and changes only cells that are mapped and not empty', async () => {
		await importInto(book, FILE);
		const { summary } = await importInto(book, 'Compte;Prénom;Nom;E-mail;Tél;Ville;Étiquettes\nDupré SAS;Jean;Dupré;jean@dupre.example;06 99 99 99 99;;Nouveau\n;Luc;Martin;luc@martin.example;0612345678;Lyon;\n');
		expect(summary.counts).toMatchObject({ update: 2 });
		const { contacts, accounts } = await shown(book);
		expect(contacts.find(({ name }) => name === 'Jean Dupré')).toMatchObject({ phones: ['01 02 03 04 05', '06 99 99 99 99'], civility: 'mr', address: { city: '' } });
		expect(contacts.find(({ name }) => name === 'Luc Martin')).toMatchObject({ phones: ['06 12 34 56 78'], address: { city: 'Lyon' } });
		expect(accounts[0]).toMatchObject({ tags: ['Nouveau', 'TVA', 'VIP'] });
	});

	it('IMP-15 knows people by ID, by e-mail, by name with phone or birth date, and asks where they are only alike', async () => {
		const account = await book.account({ people: [{ firstName: 'Léa', lastName: 'Martin', email: 'lea@x.example', phones: ['06 11 11 11 11'] }] });
		const [row] = await book.queries.accountsById([account]);
		const verdicts = async (text: string) => {
			const job = await bookJob(book, text);
			await job.plan({ mapping: job.proposed, ownAccounts: true }, UNHURRIED);
			return job.rows(null, 0, 9).map(({ verdict, candidates }) => [verdict, candidates.map(({ by }) => by)]);
		};
		expect(await verdicts(`Identifiant;Ville\n${row?.code};Lyon\n`)).toEqual([['unchanged', []]]);
		expect(await verdicts('Nom;Prénom;E-mail;Ville\nMartin-Petit;Léa;LEA@x.example;Lyon\n')).toEqual([['update', []]]);
		expect(await verdicts('Nom;Prénom;Tél\nmartin;lea;+33 6 11 11 11 11\n')).toEqual([['unchanged', []]].map(() => ['update', []]));
		expect(await verdicts('Nom;Prénom;E-mail\nMartin;Marc;lea@x.example\n')).toEqual([['duplicate', ['email']]]);
		expect(await verdicts('Compte;Nom;Prénom;E-mail\nAutre;Martin;Léa;autre@x.example\n')).toEqual([['duplicate', ['name']]]);
		expect(await verdicts('Nom du compte;Nom;Prénom;E-mail\nLéa Martin;Petit;Paul;paul@x.example\n')).toEqual([['duplicate', ['account-name']]]);
	});

	it('IMP-15 does with possible duplicates what is chosen, singly and for all', async () => {
		await book.account({ people: [{ firstName: 'Léa', lastName: 'Martin', email: 'lea@x.example' }] });
		const text = 'Compte;Nom;Prénom;E-mail\nA;Martin;Léa;autre@x.example\nB;Martin;Léa;encore@x.example\nC;Martin;Léa;troisieme@x.example\n';
		const job = await bookJob(book, text);
		await job.plan({ mapping: job.proposed, ownAccounts: true }, UNHURRIED);
		expect(job.choose(0, 'create').counts).toMatchObject({ create: 1, duplicate: 2 });
		expect(job.choose(1, 'update').counts).toMatchObject({ create: 2, duplicate: 1 });
		expect(job.chooseDuplicates('skip').counts).toMatchObject({ create: 2, skipped: 1 });
		expect(job.units.flatMap(({ people }) => people.map(({ isNew }) => isNew))).toEqual([true, false]);
	});

	it.each([
		['between two steps', 1],
		['when a step is planned', 2],
		['while a step is being written', 5],
	])('IMP-16 that was stopped %s goes on where it was', async (_, when) => {
		const rows = Array.from({ length: 500 }, (_, i) => `Client ${i};Nom${i};p${i}@x.example`);
		const job = await bookJob(book, `Compte;Nom;E-mail\n${rows.join('\n')}\n`);
		const summary = await job.plan({ mapping: job.proposed, ownAccounts: true }, UNHURRIED);
		const id = await book.commands.prepareImport({ file: 'x.csv', counts: summary.counts, units: job.units }, RUNNING);
		if (id === null) throw new Error('cancelled');
		let done = 0;
		let asked = 0;
		const stopped = await book.commands.runImport(id, { progress: (now) => (done = now), cancelled: () => done === 4 && ++asked >= when });
		expect(stopped).toMatchObject({ state: 'stopped', stepsDone: 4 });
		expect(await book.database.accounts.count()).toBe(stopped?.newAccounts);
		expect(stopped?.newAccounts).toBe(400);
		expect(await book.commands.runImport(id, RUNNING)).toMatchObject({ state: 'done', newAccounts: 500 });
		expect(await book.database.accounts.count()).toBe(500);
		expect(new Set((await book.database.accounts.toArray()).map(({ code }) => code)).size).toBe(500);
	});

	it('IMP-17 is taken back whole, with what it changed, except what somebody changed since', async () => {
		const lea = await book.account({ people: [{ firstName: 'Léa', lastName: 'Martin', email: '', phones: ['06 11 11 11 11'] }] });
		const before = await shown(book);
		const text = `${FILE}Léa Martin;;;Fidèle;;Léa;Martin;lea@x.example;06 11 11 11 11;oui;;\nLéa Martin;;;;;Marc;Martin;marc@x.example;;;;\n`;
		const first = await importInto(book, text);
		expect(first.summary.counts).toMatchObject({ create: 5, update: 1 });
		expect(await book.commands.undoImport(first.id, RUNNING)).toMatchObject({ state: 'undone', kept: [] });
		expect(await shown(book)).toEqual(before);

		const second = await importInto(book, text);
		const dupre = await accountNamed('Dupré SAS');
		await book.elsewhere(`account:${dupre.id}` as never, 'name', 'Dupré et fils', Date.now() + 5_000);
		const [kept] = await book.database.contacts.filter(({ name }) => name === 'Jean Dupré' ).toArray();
		const undone = await book.commands.undoImport(second.id, RUNNING);
		expect(undone?.kept).toContain(`account:${dupre.id}`);
		const after = await shown(book);
		expect(after.accounts.map(({ name }) => name)).toEqual(['Dupré et fils', 'Léa Martin']);
		expect(after.accounts[0]?.links.map(({ name }) => name)).toContain(kept?.name);
		expect((await book.queries.accountsById([lea as AccountId]))[0]?.links[0]).toMatchObject({ login: false });
	});

	it('IMP-13, IMP-17 leave the book as it was, whatever the file', { timeout: 60_000 }, async () => {
		const word = fc.constantFrom('Léa', 'Jean', 'Marc', 'Zoé');
		const row = fc.record({
			account: fc.constantFrom('', 'Alpha SARL', 'Bêta', 'alpha sarl', 'Foyer Martin'),
			first: word,
			last: fc.constantFrom('Martin', 'Petit'),
			email: fc.constantFrom('', 'a@x.example', 'b@x.example', 'c@x.example'),
			phone: fc.constantFrom('', '06 11 11 11 11', '06 22 22 22 22'),
			login: fc.constantFrom('', 'oui', 'non'),
			tags: fc.constantFrom('', 'VIP', 'VIP;TVA'),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), fc.array(row, { maxLength: 3 }), async (rows, there) => {
				const one = await openTestBook();
				const file = (list: typeof rows) => `Compte\tPrénom\tNom\tE-mail\tTél\tConnexion\tTags\n${list.map((each) => Object.values({ a: each.account, b: each.first, c: each.last, d: each.email, e: each.phone, f: each.login, g: each.tags }).join('\t')).join('\n')}\n`;
				if (there.length > 0) await importInto(one, file(there), { choices: 'create' });
				const before = await shown(one);
				// A row that waits for an answer may need none the next time: here all are answered.
				const { id } = await importInto(one, file(rows), { choices: 'create' });
				const after = await shown(one);
				const again = await importInto(one, file(rows), { choices: 'create' });
				expect(again.row).toMatchObject({ newAccounts: 0, newContacts: 0, changed: 0 });
				expect(await shown(one)).toEqual(after);
				await one.commands.undoImport(id, RUNNING);
				expect(await shown(one)).toEqual(before);
				await one.leave();
			}),
			{ numRuns: 25, seed: 7 },
		);
	});
});

import 'fake-indexeddb/auto';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportArchive, exportClient, exportTable, type ExportDeps } from '../../../src/lib/app/export-files.ts';
import { accountDocument, contactDocument } from '../../../src/lib/domain/document-name.ts';
import type { ContactId, FieldId } from '../../../src/lib/domain/ids.ts';
import { proposeMapping } from '../../../src/lib/exchange/mapping.ts';
import { readArchive, type Archive } from '../../../src/lib/exchange/read-archive.ts';
import { exportColumns } from '../../../src/lib/exchange/write-table.ts';
import { exportTitles } from '../../../src/lib/features/import/target-words.ts';
import { overwriteGetLocale } from '../../../src/lib/i18n/paraglide/runtime.js';
import { packEvent } from '../../../src/lib/protocol/events/event.ts';
import { MAX_EVENT } from '../../../src/lib/protocol/limits.ts';
import type { ActivityRow } from '../../../src/lib/queries/rows.ts';
import { answerOf } from '../../support/device.ts';
import { importInto, RUNNING, UNHURRIED } from '../../support/import-job.ts';
import { openTestBook, type TestBook } from '../../support/test-book.ts';

let book: TestBook;
let other: TestBook;
beforeEach(async () => {
	[book, other] = [await openTestBook(), await openTestBook()];
	await fill(book);
});
afterEach(async () => {
	await book.leave();
	await other.leave();
});

/** Fields of every type, tags, folders, a shared contact, formulas as names' neighbours. */
async function fill(of: TestBook): Promise<void> {
	await setUpFields(of);
	const fields = (await of.first(of.queries.firm())).fields;
	const field = (label: string) => fields.find((one) => one.label === label)?.id as FieldId;
	const tag = answerOf(await of.commands.createTag({ name: 'À revoir', color: 'red', kind: 'account' }));
	const id = await of.account({
		type: 'company',
		companyName: 'Dupré & Fils',
		siren: '732829320',
		companyAddress: { street: '1 rue A\nBât. "B"', postcode: '01000', city: 'Bourg', country: 'FR' },
		tags: [tag],
		custom: { [field('Honoraires')]: -123_450, [field('Régime')]: 'bnc', [field('Options')]: ['a', 'b'], [field('Clôture')]: '2026-12-31', [field('Effectif')]: 12.5 },
		people: [
			{ firstName: 'Jean', lastName: 'Dupré', email: 'jean@dupre.example', phones: ['+33 6 12 34 56 78', '01 02 03 04 05', '09 09 09 09 09', '08 08 08 08 08'], civility: 'mr', birthDate: '1978-05-12', language: 'en', address: { street: '=2+2', postcode: '69001', city: 'Lyon', country: '' }, switches: { login: true, sync: true }, custom: { [field('VIP')]: true } },
			{ firstName: 'Zoé', lastName: '-Petit', email: '', phones: [] },
		],
	});
	const [jean] = (await of.queries.accountsById([id]))[0]?.contactIds ?? [];
	answerOf(await of.commands.createAccount({ type: 'individual', name: 'Foyer', companyName: '', companyAddress: { street: '', postcode: '', city: '', country: '' }, contacts: [{ link: jean as ContactId, switches: { login: false, notify: true, sync: false } }] }));
	await of.contact({ firstName: 'Seul', lastName: 'Au monde' });
}

async function setUpFields(of: TestBook): Promise<void> {
	const choices = [{ id: 'bic', label: 'BIC, réel' }, { id: 'bnc', label: 'BNC' }];
	answerOf(await of.commands.createField({ kind: 'account', label: 'Honoraires', type: 'amount' }));
	answerOf(await of.commands.createField({ kind: 'account', label: 'Régime', type: 'choice', choices }));
	answerOf(await of.commands.createField({ kind: 'account', label: 'Options', type: 'choices', choices: [{ id: 'a', label: 'Paie' }, { id: 'b', label: 'TVA; mensuelle' }] }));
	answerOf(await of.commands.createField({ kind: 'account', label: 'Clôture', type: 'date' }));
	answerOf(await of.commands.createField({ kind: 'account', label: 'Effectif', type: 'number' }));
	answerOf(await of.commands.createField({ kind: 'contact', label: 'VIP', type: 'checkbox' }));
}

function deps(of: TestBook, locale: 'fr' | 'en' = 'fr'): ExportDeps {
	return { database: of.database, profile: of.profile, locale, now: Date.now(), work: UNHURRIED };
}

/** Every record, by values that mean something in any book. */
async function shown(of: TestBook) {
	const [firm, vocabulary] = [await of.first(of.queries.firm()), await of.first(of.queries.vocabulary())];
	const custom = (values: Readonly<Record<string, unknown>>) => Object.fromEntries(Object.entries(values).map(([id, value]) => [firm.fields.find((field) => field.id === id)?.label, value]));
	const contacts = await of.database.contacts.filter(({ status }) => status !== 'deleted').toArray();
	const accounts = await of.database.accounts.filter(({ status }) => status !== 'deleted').toArray();
	const lines = [
		...contacts.map(({ name, email, phones, civility, birthDate, language, address, custom: own }) => ({ name, email, phones, civility, birthDate, language, address, custom: custom(own) })),
		...accounts.map(({ name, type, companyName, siren, code, companyAddress, tags, links, custom: own }) => ({
			name,
			type,
			companyName,
			siren,
			code,
			companyAddress,
			tags: vocabulary.tagsOf(tags).map((tag) => tag.name),
			custom: custom(own),
			links: links.map(({ contact, login, notify, sync }) => ({ login, notify, sync, who: contacts.find(({ id }) => id === contact)?.name })),
		})),
	];
	return lines.map((line) => JSON.stringify(line)).sort();
}

describe('an export', () => {
	it.each([
		['csv', 'fr'],
		['csv', 'en'],
		['xlsx', 'fr'],
	] as const)('EXP-2 as %s in %s is read again as it was', async (format, locale) => {
		overwriteGetLocale(() => locale);
		const blob = await exportTable(deps(book, locale), { scope: { kind: 'all' }, format, titles: exportTitles(), sheet: 'clients' });
		const file = new Uint8Array(await blob.arrayBuffer());
		const again = await importInto(book, file, { ownAccounts: true, locale });
		expect(again.summary.counts).toMatchObject({ create: 0, update: 0, link: 0, duplicate: 0, error: 0, unchanged: 4 });
		await setUpFields(other);
		const elsewhere = await importInto(other, file, { ownAccounts: false, locale });
		expect(elsewhere.summary.counts).toMatchObject({ error: 0, duplicate: 0 });
		expect(await shown(other)).toEqual(await shown(book));
		overwriteGetLocale(() => 'en');
	});

	it.each(['fr', 'en'] as const)('EXP-2 has columns that an import understands in %s', (locale) => {
		overwriteGetLocale(() => locale);
		const columns = exportColumns([]);
		const titles = exportTitles();
		expect(proposeMapping(columns.map((target) => titles[target] ?? ''), [], {})).toEqual(columns);
		overwriteGetLocale(() => 'en');
	});

	it('EXP-1 opens rightly in French Excel, and calculates nothing', async () => {
		overwriteGetLocale(() => 'fr');
		const blob = await exportTable(deps(book), { scope: { kind: 'all' }, format: 'csv', titles: exportTitles(), sheet: '' });
		const bytes = new Uint8Array(await blob.arrayBuffer());
		expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
		const text = new TextDecoder().decode(bytes);
		expect(text.split('\r\n')[0]).toMatch(/^ID du compte;Nom du compte;Type de compte;/);
		expect(text).toContain(";'+33 6 12 34 56 78;01 02 03 04 05;");
		expect(text).toContain(";'=2+2;");
		expect(text).toContain(";'-1234,50;");
		overwriteGetLocale(() => 'en');
	});

	it('EXP-3 as an archive is read by another firm without loss, twice without change, and taken back whole', async () => {
		const blob = await exportArchive(deps(book), { [book.profile.staffId]: 'Camille Roux' });
		const archive = readArchive(new Uint8Array(await blob.arrayBuffer()));
		expect(archive).toMatchObject({ firm: 'Cabinet Lefèvre', unread: 0 });
		const run = async () => {
			const id = await other.commands.prepareImport({ file: 'archive.json', counts: {}, units: [], records: archive.records }, RUNNING);
			if (id === null) throw new Error('cancelled');
			return other.commands.runImport(id, RUNNING);
		};
		const first = await run();
		expect(first).toMatchObject({ state: 'done', newAccounts: 2, newContacts: 3, refused: [] });
		expect(await shown(other)).toEqual(await shown(book));
		const ids = (of: TestBook) => of.database.accounts.orderBy('id').primaryKeys();
		expect(await ids(other)).toEqual(await ids(book));
		expect(await other.first(other.queries.firm())).toMatchObject({ fields: (await book.first(book.queries.firm())).fields });
		expect(await run()).toMatchObject({ newAccounts: 0, newContacts: 0, changed: 0 });
		expect(await other.commands.undoImport(first?.id as never, RUNNING)).toMatchObject({ state: 'undone', kept: [] });
		expect(await shown(other)).toEqual([]);
		expect((await other.first(other.queries.firm())).fields).toEqual([]);
	});

	it('EXP-5 as an archive brings what was done to each record, who did it and when, until it is taken back', async () => {
		const [account] = await book.database.accounts.filter(({ name }) => name === 'Foyer').toArray();
		if (account === undefined) throw new Error('no account');
		// A long history takes more than one event, and more than one group.
		const street = (i: number) => `${i} rue des Lilas `.padEnd(480, 'x');
		const contact = account.contactIds[0] as ContactId;
		for (let i = 0; i < 120; i++) answerOf(await book.commands.editContact(contact, { address: { street: street(i), postcode: '', city: '', country: '' } }));
		const read = async (of: TestBook, name: 'account' | 'contact') =>
			(await of.first(of.queries.activity(name === 'account' ? accountDocument(account.id) : contactDocument(contact), 500))).lines;
		const told = (line: ActivityRow) => ({ at: line.at, why: line.why, changes: line.changes });
		const archive = async (of: TestBook, people: Record<string, string>) => readArchive(new Uint8Array(await (await exportArchive(deps(of), people)).arrayBuffer()));
		const bring = async (into: TestBook, { records }: Archive) => {
			const id = await into.commands.prepareImport({ file: 'archive.json', counts: {}, units: [], records }, RUNNING);
			if (id === null) throw new Error('cancelled');
			await into.commands.runImport(id, RUNNING);
			return id;
		};

		const id = await bring(other, await archive(book, { [book.profile.staffId]: 'Camille Roux' }));
		for (const name of ['account', 'contact'] as const) {
			const [own, ...brought] = await read(other, name);
			expect(own).toMatchObject({ why: 'imported', staff: other.profile.staffId });
			expect(brought.map(told)).toEqual((await read(book, name)).map(told));
			expect(new Set(brought.map((line) => line.brought))).toEqual(new Set(['Camille Roux']));
		}
		expect((await read(other, 'contact')).length).toBe(122);
		const events = await other.database.events.filter(({ event }) => event.type === 'history.brought').toArray();
		expect(new Set(events.map(({ group }) => group)).size).toBeGreaterThan(1);
		expect(Math.max(...events.map(({ event }) => packEvent(event).length))).toBeLessThanOrEqual(MAX_EVENT);

		const third = await openTestBook();
		await bring(third, await archive(other, { [other.profile.staffId]: 'Autre' }));
		expect((await read(third, 'contact')).map((line) => line.brought).slice(0, 3)).toEqual([undefined, 'Autre', 'Camille Roux']);
		await third.leave();

		const before = await other.database.events.count();
		await bring(other, await archive(book, {}));
		expect(await other.database.events.count()).toBe(before);
		await other.commands.editContact(contact, { firstName: 'Zoé' });
		await other.commands.undoImport(id, RUNNING);
		expect((await read(other, 'contact')).some((line) => line.brought !== undefined)).toBe(false);
	});

	it('EXP-4 of one client has all that is held of them, and nobody else’s', async () => {
		const account = await book.database.accounts.filter(({ name }) => name === 'Foyer').first();
		if (account === undefined) throw new Error('no account');
		const blob = await exportClient(deps(book), { of: { account: account.id }, titles: {} });
		const files = unzipSync(new Uint8Array(await blob.arrayBuffer()));
		const json = JSON.parse(strFromU8(files['client.json'] ?? new Uint8Array())) as { records: { name: string }[]; events: unknown[] };
		expect(json.records.map(({ name }) => name.split(':')[0])).toEqual(['account', 'contact']);
		expect(json.events.length).toBe(2);
		const csv = strFromU8(files['client.csv'] ?? new Uint8Array());
		expect(csv).toContain('Jean');
		expect(csv).not.toContain('Petit');
	});
});

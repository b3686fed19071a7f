import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FieldId } from '../../../src/lib/domain/ids.ts';
import type { ImportJob } from '../../../src/lib/exchange/import-job.ts';
import { bookJob, importInto, RUNNING, UNHURRIED } from '../../support/import-job.ts';
import { openTestBook, type TestBook } from '../../support/test-book.ts';

let book: TestBook;
let regime: FieldId;
let number: FieldId;
beforeEach(async () => {
	book = await openTestBook();
	const choices = [{ id: 'real', label: 'Réel' }, { id: 'micro', label: 'Micro' }];
	regime = await field({ kind: 'account', label: 'Régime', type: 'choice', required: true, choices });
	number = await field({ kind: 'contact', label: 'Numéro fiscal', type: 'text', required: true });
});
afterEach(() => book.leave());

async function field(what: Parameters<TestBook['commands']['createField']>[0]): Promise<FieldId> {
	const made = await book.commands.createField(what);
	if (!made.ok) throw new Error(JSON.stringify(made.problems));
	return made.value;
}

async function planned(text: string): Promise<ImportJob> {
	const job = await bookJob(book, text);
	await job.plan({ mapping: job.proposed, ownAccounts: true }, UNHURRIED);
	return job;
}

async function write(job: ImportJob) {
	const id = await book.commands.prepareImport({ file: 'x.csv', counts: job.counts, units: job.units }, RUNNING);
	if (id === null) throw new Error('cancelled');
	return book.commands.runImport(id, RUNNING);
}

const customOf = async () => ({
	accounts: (await book.database.accounts.toArray()).map(({ name, custom }) => [name, custom[regime]]).sort(),
	contacts: (await book.database.contacts.toArray()).map(({ name, custom }) => [name, custom[number]]).sort(),
});

describe('required fields in an import', () => {
	it('IMP-18 a row that makes a record without one is refused by the field’s name, and is put right in place', async () => {
		const job = await planned('Compte;Nom;Prénom;Régime\nAlpha;Petit;Zoé;Réel\nBêta;Roux;Luc;\n');
		const [first, second] = job.rows(null, 0, 9);
		expect(first?.problems).toMatchObject([{ code: 'required-missing', target: `contact/custom/${number}` }]);
		expect(second?.problems.map(({ target }) => target)).toEqual([`contact/custom/${number}`, `account/custom/${regime}`]);
		const summary = await job.fix(0, first?.problems[0]?.column ?? -1, '12345');
		expect(summary.columns).toEqual(['Compte', 'Nom', 'Prénom', 'Régime', 'Régime', 'Numéro fiscal', 'Numéro fiscal']);
		expect(summary.counts).toMatchObject({ create: 1, error: 1 });
		await write(job);
		expect(await customOf()).toEqual({ accounts: [['Alpha', 'real']], contacts: [['Zoé Petit', '12345']] });
	});

	it('IMP-18 one value is filled in for all new records that lack it, and for no other', async () => {
		await importInto(book, 'Compte;Nom;Prénom;E-mail;Régime;Numéro fiscal\nAlpha;Petit;Zoé;zoe@x.example;Micro;1\n');
		const job = await planned('Compte;Nom;Prénom;E-mail;Régime\nAlpha;Petit;Zoé;zoe@x.example;\nBêta;Roux;Luc;luc@x.example;\nGamma;Blanc;Ève;eve@x.example;Micro\n');
		expect(job.rows(null, 0, 9).map(({ verdict }) => verdict)).toEqual(['unchanged', 'error', 'error']);
		expect(job.fill(`contact/custom/${number}`, 'à demander').lacking).toMatchObject([
			{ target: `account/custom/${regime}`, rows: 1, typed: '' },
			{ target: `contact/custom/${number}`, rows: 0, typed: 'à demander', problem: null },
		]);
		expect(job.fill(`account/custom/${regime}`, 'inconnu').lacking[0]).toMatchObject({ rows: 1, problem: 'choice-unknown' });
		expect(job.fill(`account/custom/${regime}`, 'réel').counts).toMatchObject({ create: 2, unchanged: 1, error: 0 });
		await write(job);
		expect(await customOf()).toEqual({
			accounts: [['Alpha', 'micro'], ['Bêta', 'real'], ['Gamma', 'micro']],
			contacts: [['Luc Roux', 'à demander'], ['Zoé Petit', '1'], ['Ève Blanc', 'à demander']],
		});
	});

	it('IMP-18 an update of a record that lacks one is not refused, nor a new record of which an earlier row says it', async () => {
		const job = await planned('Compte;Nom;Prénom;Régime;Numéro fiscal\nAlpha;Petit;Zoé;Réel;1\nAlpha;Petit;Luc;;2\n');
		expect(job.rows(null, 0, 9).map(({ verdict }) => verdict)).toEqual(['create', 'create']);
		await write(job);
		const late = await field({ kind: 'account', label: 'Bilan', type: 'text', required: true });
		const update = await planned('Compte;Nom;Prénom;E-mail;Numéro fiscal\nAlpha;Petit;Zoé;zoe@x.example;1\n');
		expect(update.rows(null, 0, 9)).toMatchObject([{ verdict: 'update', problems: [] }]);
		expect(late).toBeTruthy();
	});

	it('IMP-18 a new record has its value from any of its rows, and is refused whole where none says it', async () => {
		const job = await planned(
			[
				'Compte;Nom;Prénom;E-mail;Régime;Numéro fiscal',
				'Alpha;Petit;Zoé;zoe@x.example;;1',
				'Alpha;Petit;Luc;luc@x.example;Réel;2',
				'Bêta;Roux;Ève;eve@x.example;;3',
				'Bêta;Roux;Max;max@x.example;;4',
				// Whose number is in their row of another account.
				'Gamma;Blanc;Noé;noe@x.example;Micro;',
				'Delta;Blanc;Noé;noe@x.example;Micro;5',
				// Said by a row that is refused for something else: it is not written, so it does not count.
				'Epsilon;Vert;Léa;lea@x.example;;6',
				'Epsilon;Vert;Tom;pas une adresse;Réel;7',
			].join('\n'),
		);
		expect(job.rows(null, 0, 9).map(({ verdict }) => verdict)).toEqual(['create', 'create', 'error', 'error', 'create', 'create', 'error', 'error']);
		expect(job.rows(null, 6, 1)[0]?.problems).toMatchObject([{ code: 'required-missing', target: `account/custom/${regime}` }]);
		expect((await job.fix(3, 4, 'Micro')).counts).toMatchObject({ create: 6, error: 2 });
		await write(job);
		expect(await customOf()).toEqual({
			accounts: [['Alpha', 'real'], ['Bêta', 'micro'], ['Delta', 'micro'], ['Gamma', 'micro']],
			contacts: [['Luc Petit', '2'], ['Max Roux', '4'], ['Noé Blanc', '5'], ['Zoé Petit', '1'], ['Ève Roux', '3']],
		});
	});

	it('IMP-11, IMP-18 what was put right goes into the file of rejects, under the field’s name', async () => {
		const job = await planned('Compte;Nom;Prénom;E-mail\nAlpha;Petit;Zoé;pas une adresse\n');
		await job.fix(0, 5, '77');
		const column = job.rows(null, 0, 1)[0]?.cells.indexOf('77') ?? -1;
		expect(column).toBe(5);
		const file = job.rejects({ line: 'Ligne', reason: 'Motif' }, new Map([[0, 'E-mail']]), { delimiter: ';' });
		expect(file.replace(/^\ufeff/, '').split('\r\n')[0]).toBe('Compte;Nom;Prénom;E-mail;Numéro fiscal;Ligne;Motif');
		expect((await planned(file)).rows(null, 0, 9)[0]?.problems.map(({ target }) => target)).not.toContain(`contact/custom/${number}`);
	});
});

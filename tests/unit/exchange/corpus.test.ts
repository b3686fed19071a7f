import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openTable } from '../../../src/lib/exchange/open-table.ts';
import type { FileFault } from '../../../src/lib/exchange/table.ts';
import { jobOf, UNHURRIED } from '../../support/import-job.ts';

const folder = new URL('../../corpus/import/', import.meta.url);
const bytes = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)));

async function planned(name: string) {
	const job = await jobOf(bytes(name));
	const summary = await job.plan({ mapping: job.proposed, ownAccounts: true }, UNHURRIED);
	return { job, summary, units: job.units, problems: job.rows(['error'], 0, 9).flatMap((row) => row.problems.map(({ code }) => code)) };
}

describe('the corpus', () => {
	it.each(['excel-french.csv', 'excel-unicode-text.txt', 'google-sheets.csv', 'libreoffice.csv'])('IMP-1, IMP-6 %s is read as it was meant', async (name) => {
		const { units, summary, problems } = await planned(name);
		expect(problems).toEqual([]);
		expect(summary.records).toEqual({ newAccounts: 2, newContacts: 3 });
		expect(units).toMatchObject([
			{ account: { fields: { name: 'SCI Les Œillets', type: 'company' }, tags: ['SCI', 'TVA'] }, people: [{ fields: { firstName: 'Zoé', lastName: 'L’Hôte', civility: 'ms', birthDate: '1978-05-12' }, phones: ['06.12.34.56.78'], switches: { login: true } }] },
			{ account: { fields: { name: 'Famille Lefèvre', type: 'individual' } }, people: [{ fields: { firstName: 'Hervé' } }, { fields: { firstName: 'Maëlle' } }] },
		]);
	});

	it.each(['lo-utf8.csv', 'lo-windows.csv', 'lo-utf16.csv', 'lo-clients.xlsx'])('IMP-1, IMP-6 %s of LibreOffice’s own making is read as it was meant', async (name) => {
		const { job, units, summary, problems } = await planned(name);
		expect(problems).toEqual([]);
		expect(summary.counts).toMatchObject({ create: 4, error: 0 });
		expect(units).toMatchObject([
			{
				account: { fields: { name: 'Boulangerie Dupré', companyName: 'Boulangerie Dupré SARL', siren: '732829320', type: 'company' }, tags: ['TVA', 'Paie'], address: { street: '1 rue de l’Église\nBât. « B »', postcode: '01000', city: 'Bourg-en-Bresse' } },
				people: [
					{ fields: { firstName: 'Jean', lastName: 'Dupré', email: 'jean@dupre.example', civility: 'mr', birthDate: '1978-05-12' }, phones: ['0612345678'], switches: { login: true } },
					{ fields: { firstName: 'Zoé', lastName: 'Petit', birthDate: '1980-02-29' }, phones: ['+33 6 98 76 54 32'], switches: { login: false } },
				],
			},
			{ account: { fields: { type: 'individual' }, tags: ['IR'] }, people: [{ fields: { firstName: 'Maëlle', lastName: 'L’Hôte', birthDate: '1990-12-01' }, phones: ['04 74 00 00 00'], address: { street: '=2+2', postcode: '69001', city: 'Lyon' } }] },
			{ account: { fields: { name: 'Œillets & Cie', companyName: 'SCI Les Œillets', siren: '552100554' }, tags: ['SCI'] }, people: [{ fields: { firstName: 'Günther', lastName: 'Müller-Lüdenscheidt' } }] },
		]);
		if (name.endsWith('.xlsx')) expect(job.table.format).toEqual({ kind: 'xlsx', sheet: 'Clients', others: ['Anciens'] });
	});

	it('IMP-9 a practice tool’s workbook with accounts, contacts, spouses and a total below is read whole', async () => {
		const { job, units, summary, problems } = await planned('lo-practice-tool.xlsx');
		expect(problems).toEqual([]);
		expect(job.proposed.at(-1)).toBe(null);
		expect(summary).toMatchObject({ records: { newAccounts: 2, newContacts: 4 }, logins: 2, rows: 3 });
		expect(units).toMatchObject([
			{ account: { fields: { type: 'individual', name: 'Martin Household' }, tags: ['VIP', 'IR'] }, people: [{ fields: { firstName: 'Léa', lastName: 'Martin', email: 'lea@martin.example' }, phones: ['+33 6 12 34 56 78'], switches: { login: true } }, { fields: { firstName: 'Luc', lastName: 'Martin', email: 'luc@martin.example' } }] },
			{ account: { fields: { type: 'company', name: 'Ateliers du Lac', companyName: 'Ateliers du Lac SAS' }, tags: ['Payroll'] }, people: [{ fields: { firstName: 'Ann', lastName: 'O\'Brien' }, phones: ['+44 20 7946 0958'], switches: { login: false } }, { fields: { firstName: 'Bob', lastName: 'Stone' }, switches: { login: true } }] },
		]);
	});

	it('IMP-6 a French workbook keeps SIRET, phones, postcodes and days', async () => {
		const { job, units, problems } = await planned('openpyxl-french.xlsx');
		expect(job.table.format).toEqual({ kind: 'xlsx', sheet: 'Clients', others: ['Anciens'] });
		expect(job.table.lines).toEqual([4, 5, 6]);
		expect(problems).toEqual([]);
		expect(units).toMatchObject([
			{ account: { fields: { companyName: 'Boulangerie Dupré SARL', siren: '732829320', type: 'company' }, address: { postcode: '01000', city: 'Bourg-en-Bresse' } }, people: [{ fields: { birthDate: '1978-05-12' }, phones: ['0612345678'] }] },
			{ account: { isNew: true }, people: [{ fields: { firstName: 'Léa', birthDate: '1990-02-28' } }] },
			{ people: [{ fields: { firstName: 'Paul' } }] },
		]);
	});

	it('IMP-1, IMP-6 a workbook with a cover sheet, merged cells, phones that were taken for numbers and a total below is read as it looks', async () => {
		const { job, units, summary, problems } = await planned('openpyxl-merged.xlsx');
		expect(job.table.format).toEqual({ kind: 'xlsx', sheet: 'Clients', others: ['Accueil', 'Archives'] });
		expect(problems).toEqual(['total-line']);
		expect(summary.records).toEqual({ newAccounts: 2, newContacts: 3 });
		expect(units).toMatchObject([
			{
				account: { fields: { name: 'Alpha SARL', type: 'company' } },
				people: [
					{ fields: { lastName: 'Martin', birthDate: '1980-03-12' }, phones: ['0102030405', '+33612345678'], address: { postcode: '01000' }, switches: { login: true } },
					{ fields: { lastName: 'Roux', birthDate: '1975-12-31' }, phones: ['0612345678'], switches: { login: false } },
				],
			},
			{ account: { fields: { name: 'Bêta' } }, people: [{ fields: { birthDate: '1990-02-01' } }] },
		]);
		const other = await openTable(bytes('openpyxl-merged.xlsx'), UNHURRIED, 'Archives');
		expect(other).toMatchObject({ columns: ['Nom', 'Prénom'], rows: [['Vieux', 'Paul']], format: { sheet: 'Archives' } });
	});

	it('IMP-1 an English workbook of many rows is read whole', async () => {
		const { summary, units } = await planned('openpyxl-english.xlsx');
		expect(summary).toMatchObject({ rows: 300, records: { newAccounts: 300, newContacts: 300 }, logins: 150 });
		expect(units[0]).toMatchObject({ account: { fields: { name: 'Household 0', type: 'individual' } }, people: [{ phones: ['+44 20 7946 0958'], switches: { login: true } }] });
	});

	it('IMP-9 accounts and contacts in one file of a practice tool come together', async () => {
		const { units, problems } = await planned('practice-tool.csv');
		expect(problems).toEqual([]);
		expect(units).toMatchObject([
			{ account: { fields: { companyName: 'Dupré & Fils' }, tags: ['VIP', 'Payroll'], address: { street: '1 rue A\nBât. B', country: 'FR' } }, people: [{ fields: { firstName: 'Jean' }, switches: { login: true, notify: true, sync: false } }, { fields: { firstName: 'Zoé' } }] },
			{ account: { fields: { name: 'O\'Brien, Ann', type: 'individual' } }, people: [{ address: { country: 'GB', postcode: 'SW1A 1AA' } }] },
		]);
	});

	it.each<[string, FileFault]>([
		['broken-quote.csv', 'damaged'],
		['broken-cut.xlsx', 'damaged'],
		['broken-picture.csv', 'no-table'],
		['openpyxl-titles-only.xlsx', 'no-rows'],
		['lo-old.xls', 'locked'],
		['lo-sheet.ods', 'no-table'],
	])('IMP-3 %s is refused: %s', async (name, fault) => {
		await expect(jobOf(bytes(name))).rejects.toMatchObject({ fault });
	});

	it('IMP-1 has no file that no test reads', () => {
		const known = ['excel-french.csv', 'excel-unicode-text.txt', 'google-sheets.csv', 'libreoffice.csv', 'openpyxl-french.xlsx', 'openpyxl-english.xlsx', 'openpyxl-titles-only.xlsx', 'practice-tool.csv', 'broken-quote.csv', 'broken-cut.xlsx', 'broken-picture.csv', 'lo-utf8.csv', 'lo-windows.csv', 'lo-utf16.csv', 'lo-clients.xlsx', 'lo-practice-tool.xlsx', 'lo-old.xls', 'lo-sheet.ods', 'openpyxl-merged.xlsx', 'README.md'];
		expect(readdirSync(folder).sort()).toEqual(known.sort());
	});
});

import { describe, expect, it } from 'vitest';
import { readFileDay, readList } from '../../../src/lib/exchange/read-cell.ts';
import { jobOf, UNHURRIED } from '../../support/import-job.ts';

async function planned(lines: string[] | Uint8Array<ArrayBuffer>) {
	const job = await jobOf(Array.isArray(lines) ? lines.join('\r\n') : lines);
	const summary = await job.plan({ mapping: job.proposed, ownAccounts: true }, UNHURRIED);
	const rows = job.rows(null, 0, 100);
	return { job, summary, rows, problems: rows.flatMap((row) => row.problems), notices: rows.flatMap((row) => row.notices) };
}

describe('files as practices have them', () => {
	it('IMP-4 an accounting program’s list of companies: their one address is theirs, and whoever runs them is the contact', async () => {
		const { job, problems } = await planned([
			'CODE DOSSIER;RAISON SOCIALE;SIREN;ADRESSE1;ADRESSE2;CODE POSTAL;VILLE;Nom du dirigeant;Prénom du dirigeant;Tél. portable',
			'DUP-100;SARL DUPONT;732829320;12 RUE DE LA PAIX;BAT B;75002;PARIS;de la Tour;Éric;0612345678',
		]);
		expect(problems).toEqual([]);
		expect(job.proposed).toEqual(['account/code', 'account/companyName', 'account/siren', 'account/street', 'account/street2', 'account/postcode', 'account/city', 'contact/lastName', 'contact/firstName', 'contact/phone2']);
		expect(job.units).toMatchObject([{ account: { code: 'DUP-100', address: { street: '12 RUE DE LA PAIX\nBAT B', postcode: '75002', city: 'PARIS' } }, people: [{ fields: { firstName: 'Éric', lastName: 'de la Tour' }, address: {} }] }]);
	});

	it('IMP-4 a list that has an address for each, and one that names people only, keep it with the person', async () => {
		const both = await planned(['Raison sociale;Adresse de la société;Nom;Prénom;Adresse', 'Alpha;1 rue A;Petit;Zoé;2 rue B']);
		expect(both.job.proposed).toEqual(['account/companyName', 'account/street', 'contact/lastName', 'contact/firstName', 'contact/street']);
		const people = await planned(['Compte;Nom;Prénom;Adresse;Adresse', 'Alpha;Petit;Zoé;2 rue B;Bât. C']);
		expect(people.job.proposed).toEqual(['account/name', 'contact/lastName', 'contact/firstName', 'contact/street', 'contact/street2']);
	});

	it('IMP-4 address books of Outlook and Google', async () => {
		const outlook = await planned(['"Titre","Prénom","Nom","Société","Rue (bureau)","Ville (bureau)","Pays/Région (bureau)","Téléphone (bureau)","Tél. mobile","Adresse de messagerie"', '"M.","Luc","Martin","Martin SARL","1 rue A","Paris","France","0102030405","0612345678","luc@x.fr"']);
		expect(outlook.job.proposed).toEqual(['contact/civility', 'contact/firstName', 'contact/lastName', 'account/companyName', 'account/street', 'account/city', 'account/country', 'contact/phone', 'contact/phone2', 'contact/email']);
		const google = await planned(['First Name,Last Name,Labels,E-mail 1 - Value,Phone 1 - Value,Address 1 - Street,Address 1 - City', 'Zoé,Petit,VIP ::: TVA,zoe@x.fr,06 98 76 54 32 ::: 06 11 22 33 44,1 rue A,Lyon']);
		expect(google.problems).toEqual([]);
		expect(google.job.units).toMatchObject([{ account: { tags: ['VIP', 'TVA'] }, people: [{ phones: ['06 98 76 54 32', '06 11 22 33 44'], address: { street: '1 rue A', city: 'Lyon' } }] }]);
		expect(readList('a | b ::: c')).toEqual(['a', 'b', 'c']);
	});

	it('IMP-1 a Mac’s older encoding is told by its accents, and quotation marks of Windows are not taken for them', async () => {
		const mac = new Uint8Array([...'Nom;Pr\u008enom\r\nLef\u008fvre;Zo\u0091\r\n'].map((sign) => sign.charCodeAt(0)));
		expect((await planned(mac)).job.table).toMatchObject({ columns: ['Nom', 'Prénom'], rows: [['Lefèvre', 'Zoë']], format: { encoding: 'macintosh' } });
		const windows = new Uint8Array([...'Nom;Ville\r\n\u0093Au bon pain\u0094;Orl\u00e9ans\r\n'].map((sign) => sign.charCodeAt(0)));
		expect((await planned(windows)).job.table).toMatchObject({ rows: [['“Au bon pain”', 'Orléans']], format: { encoding: 'windows-1252' } });
	});

	it('IMP-1 without a line of names the first line is a row', async () => {
		const { job } = await planned(['Jean;Dupont;jean@x.fr;0612345678', 'Zoé;Petit;zoe@x.fr;0612345679']);
		expect(job.table).toMatchObject({ columns: ['', '', '', ''], lines: [1, 2] });
		const plan = await job.plan({ mapping: ['contact/firstName', 'contact/lastName', 'contact/email', 'contact/phone'], ownAccounts: true }, UNHURRIED);
		expect(plan.counts).toMatchObject({ create: 2 });
	});

	it('IMP-7 a total below the table is no client, and a company of that name is one', async () => {
		const { rows, summary } = await planned(['Nom;Prénom;E-mail;Montant', 'Martin;Luc;luc@x.fr;100', 'Total;;;100', 'Sous-total : ;;;100', 'Nombre de clients : 1;;;', 'Total;Max;max@total.fr;', 'Total SARL;;;']);
		expect(rows.map(({ verdict }) => verdict)).toEqual(['create', 'error', 'error', 'error', 'create', 'create']);
		expect(rows[1]?.problems).toMatchObject([{ code: 'total-line', column: 0 }]);
		expect(summary.counts).toMatchObject({ error: 3 });
	});

	it('IMP-6 a word beside a phone is left out and said so; a calling code that lost its plus gets it back', async () => {
		const { job, notices, problems } = await planned(['Nom;Tél;Portable', 'Petit;06 12 34 56 78 (perso);tél. : 0102030405', 'Roux;33612345678;', 'Faux;à demander;']);
		expect(notices.map(({ code }) => code)).toEqual(['phone-words', 'phone-words', 'phone-zero']);
		expect(problems).toMatchObject([{ code: 'phone-invalid', value: 'à demander' }]);
		expect(job.units.map(({ people }) => people[0]?.phones)).toEqual([['06 12 34 56 78', '0102030405'], ['+33612345678']]);
	});

	it.each([
		['12 mars 1980'], ['12-mars-80'], ['le 12 mars 1980'], ['née le 12/03/1980'], ['mercredi 12 mars 1980'], ['12 March 1980'], ['March 12, 1980'], ['Mar 12th 1980'], ['Wednesday, March 12, 1980'], ['19800312'], ['12\u00a0mars 1980'],
	])('IMP-6 %j is a day', (text) => {
		expect(readFileDay(text, 'day', Date.UTC(2026, 10, 28))).toBe('1980-03-12');
	});

	it.each([
		['1er janvier 1980', '1980-01-01'], ['12 févr. 1980', '1980-02-12'], ['2 août 1980', '1980-08-02'], ['3 juil. 1980', '1980-07-03'], ['3 juin 1980', '1980-06-03'], ['31 février 1980', null], ['mars 1980', null], ['12 machin 1980', null], ['19801340', null], ['12 mars 12 1980', null],
	])('IMP-6 %j is %j', (text, day) => {
		expect(readFileDay(text, 'day', Date.UTC(2026, 10, 28))).toBe(day);
	});

	it('IMP-6 a date of zeros is none', async () => {
		const { problems, summary } = await planned(['Nom;Né le', 'Petit;00/00/0000', 'Roux;0000-00-00']);
		expect([problems, summary.counts.create]).toEqual([[], 2]);
	});
});

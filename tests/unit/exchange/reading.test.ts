import { describe, expect, it } from 'vitest';
import type { CustomField } from '../../../src/lib/domain/custom-field.ts';
import type { FieldId, TemplateId } from '../../../src/lib/domain/ids.ts';
import { Vocabulary } from '../../../src/lib/domain/vocabulary.ts';
import { mappingFaults } from '../../../src/lib/exchange/mapping.ts';
import { plainCell, readFileDay, splitName, tellDateOrder } from '../../../src/lib/exchange/read-cell.ts';
import { harmless, writeCsv } from '../../../src/lib/exchange/write-csv.ts';
import { bytesOf, jobOf, UNHURRIED } from '../../support/import-job.ts';

const ACCENTS = 'Prénom;Nom;E-mail\r\nLéa;Lefèvre;lea@cabinet.example\r\nZoé;Müller;zoe@cabinet.example\r\n';

function windows1252(text: string): Uint8Array<ArrayBuffer> {
	const special = new Map([['€', 0x80], ['’', 0x92], ['œ', 0x9c]]);
	return new Uint8Array(Array.from(text, (sign) => special.get(sign) ?? sign.charCodeAt(0)));
}

function utf16(text: string, little: boolean, mark: boolean): Uint8Array<ArrayBuffer> {
	const units = Array.from((mark ? '\ufeff' : '') + text, (sign) => sign.charCodeAt(0));
	return new Uint8Array(units.flatMap((unit) => (little ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255])));
}

describe('files', () => {
	it.each([
		['UTF-8', bytesOf(ACCENTS)],
		['UTF-8 with its mark', bytesOf(`\ufeff${ACCENTS}`)],
		['Windows-1252', windows1252(ACCENTS)],
		['UTF-16', utf16(ACCENTS, true, true)],
		['UTF-16 of the other order', utf16(ACCENTS, false, true)],
		['UTF-16 without its mark', utf16(ACCENTS, true, false)],
	])('IMP-1 are read in %s', async (_, bytes) => {
		const { table } = await jobOf(bytes);
		expect(table.columns).toEqual(['Prénom', 'Nom', 'E-mail']);
		expect(table.rows[0]).toEqual(['Léa', 'Lefèvre', 'lea@cabinet.example']);
	});

	it.each([';', ',', '\t', '|'])('IMP-1 are cut by %j, with quotes and breaks in cells', async (delimiter) => {
		const text = [['Nom', 'Adresse', 'Ville'], ['"Dupont, ""le"" ; jeune"', '"1 rue A\nBât. 2"', 'Lyon'], ['Petit', '', 'Nice']].map((row) => row.join(delimiter)).join('\r\n');
		const { table } = await jobOf(text);
		expect(table.rows).toEqual([['Dupont, "le" ; jeune', '1 rue A\nBât. 2', 'Lyon'], ['Petit', '', 'Nice']]);
		expect(table.lines).toEqual([2, 4]);
	});

	it('IMP-2 keep the line that each row begins in, and count the blank ones', async () => {
		const { table } = await jobOf('sep=;\r\nNom;Ville\r\n\r\nDupont;Lyon\r\n;\r\nPetit;Nice');
		expect(table.lines).toEqual([4, 6]);
		expect(table.blank).toBe(2);
	});

	it('IMP-1 find the line of names under a title', async () => {
		const { table } = await jobOf('Liste des clients\n\nNom;Prénom;Ville\nDupont;Léa;Lyon\n');
		expect(table.columns).toEqual(['Nom', 'Prénom', 'Ville']);
	});

	it.each([
		['', 'empty'],
		['Nom;Ville\n', 'no-rows'],
		['Nom;Ville\n"Dupont;Lyon\nPetit;Nice\n', 'damaged'],
		['\u00d0\u00cf\u0011\u00e0', 'locked'],
		['PK\u0003\u0004 not a workbook', 'damaged'],
	])('IMP-3 that are no table are refused in words: %j', async (text, fault) => {
		await expect(jobOf(windows1252(text))).rejects.toMatchObject({ fault });
	});
});

describe('columns', () => {
	it('IMP-4 are proposed from French names', async () => {
		const { proposed } = await jobOf('Nom du compte;Type de client;Civilité;Prénom;Nom;E-mail;Téléphone;Portable;Date de naissance;Adresse;CP;Ville;Étiquettes;Connexion;Prénom du conjoint;Nom du conjoint;Couleur\nx;;;;;;;;;;;;;;;;\n');
		expect(proposed).toEqual(['account/name', 'account/type', 'contact/civility', 'contact/firstName', 'contact/lastName', 'contact/email', 'contact/phone', 'contact/phone2', 'contact/birthDate', 'contact/street', 'contact/postcode', 'contact/city', 'account/tags', 'contact/login', 'spouse/firstName', 'spouse/lastName', null]);
	});

	it('IMP-4 are proposed from English names', async () => {
		const { proposed } = await jobOf('Account Name,Account ID,Client type,First Name,Last Name,Email,Phone,Company address,Portal access,Spouse first name,Spouse email\na,,,,,,,,,,\n');
		expect(proposed).toEqual(['account/name', 'account/code', 'account/type', 'contact/firstName', 'contact/lastName', 'contact/email', 'contact/phone', 'account/street', 'contact/login', 'spouse/firstName', 'spouse/email']);
	});

	it('IMP-4 follow what the firm chose before, and its own fields', async () => {
		const field = { id: '00000000-0000-7000-8000-00000000f001' as FieldId, kind: 'account', label: 'Régime fiscal', type: 'text', required: false, order: 0, choices: [], archived: false } satisfies CustomField;
		const { proposed } = await jobOf('Nom;regime FISCAL;Divers;Ville\na;b;c;d\n', { firm: { fields: [field], templates: [], country: 'FR' }, remembered: { divers: 'contact/email', ville: '' } });
		expect(proposed).toEqual(['contact/name', `account/custom/${field.id}`, 'contact/email', null]);
	});

	it('IMP-5 never mean one thing twice, and name somebody', () => {
		expect(mappingFaults(['contact/email', 'contact/email', null])).toEqual([{ fault: 'twice', target: 'contact/email', columns: [0, 1] }]);
		expect(mappingFaults(['contact/city'])).toEqual([{ fault: 'no-name' }]);
		expect(mappingFaults(['contact/lastName', 'contact/phone', 'contact/phone2'])).toEqual([]);
	});
});

describe('cells', () => {
	const now = Date.UTC(2026, 10, 28);
	it.each([
		['12/05/1978', '1978-05-12'],
		['12.5.78', '1978-05-12'],
		['1978-05-12', '1978-05-12'],
		['1978/5/12', '1978-05-12'],
		['1978-05-12T00:00:00Z', '1978-05-12'],
		['12/05/1978 00:00', '1978-05-12'],
		['28622', '1978-05-12'],
		['03/02/24', '2024-02-03'],
		['31/02/1978', null],
		['mai 1978', null],
	])('IMP-6 read the date %s', (text, day) => expect(readFileDay(text, 'day', now)).toBe(day));

	it('IMP-6 tell American dates by the whole column', () => {
		expect(tellDateOrder(['05/04/1978', '05/21/1978'])).toBe('month');
		expect(tellDateOrder(['05/04/1978', '21/05/1978', '05/21/1978'])).toBe('day');
		expect(readFileDay('05/21/1978', 'month', now)).toBe('1978-05-21');
	});

	it.each([
		['Jean Dupont', null, 'Jean', 'Dupont'],
		['DUPONT Jean-Luc', null, 'Jean-Luc', 'DUPONT'],
		['Mme Anne DE LA TOUR', 'ms', 'Anne', 'DE LA TOUR'],
		['Dupont, Jean', null, 'Jean', 'Dupont'],
		['Dupont', null, '', 'Dupont'],
	])('IMP-6 split the name %s', (text, civility, firstName, lastName) => expect(splitName(text)).toEqual({ civility, firstName, lastName }));

	it.each(['=HYPERLINK("x")', '+33 6 12 34 56 78', '-1', '@x', '\tx', '0612345678', '01000', '73282932000074', "'01000", '12', "'=1", "''=1", "l'été", '', "'"])('EXP-1 are harmless in a spreadsheet and come back: %j', (cell) => {
		expect(harmless(cell)).not.toMatch(/^[=+\-@\t\r]/);
		expect(plainCell(harmless(cell))).toBe(cell);
	});

	it('EXP-1 are quoted where they must be', () => {
		expect(writeCsv([['a;b', 'c"d', 'e\nf', ' g']], { delimiter: ';' })).toBe('\ufeff"a;b";"c""d";"e\nf";" g"\r\n');
	});
});

describe('a row', () => {
	const CHOICE = { id: '00000000-0000-7000-8000-00000000f002' as FieldId, kind: 'account', label: 'Régime', type: 'choice', required: false, order: 0, choices: [{ id: 'bic', label: 'BIC réel' }, { id: 'bnc', label: 'BNC' }], archived: false } satisfies CustomField;
	const AMOUNT = { ...CHOICE, id: '00000000-0000-7000-8000-00000000f003' as FieldId, label: 'Honoraires', type: 'amount', choices: [] } satisfies CustomField;
	const BOX = { ...AMOUNT, id: '00000000-0000-7000-8000-00000000f004' as FieldId, kind: 'contact', label: 'VIP', type: 'checkbox' } satisfies CustomField;
	const firm = { fields: [CHOICE, AMOUNT, BOX], templates: [{ id: '00000000-0000-7000-8000-00000000e001' as TemplateId, name: 'Société', folders: [], isDefault: false }], country: 'FR' };

	async function planned(text: string) {
		const job = await jobOf(text, { firm, vocabulary: new Vocabulary([], []) });
		const summary = await job.plan({ mapping: job.proposed, ownAccounts: true }, UNHURRIED);
		return { job, summary, units: job.units, rows: job.rows(null, 0, 100) };
	}

	it('IMP-6 is read by the rules of the forms', async () => {
		const { units, rows } = await planned(
			`Raison sociale;SIRET;Adresse du siège;CP société;Ville société;Régime;Honoraires;Étiquettes;Modèle de dossiers;Civilité;Prénom;Nom;E-mail;Tél;Mobile;Né le;Adresse;CP;Ville;Pays;Langue;Connexion;Aviser;VIP
Dupré SAS;73282932000074;"1 rue A
Bât B";1000;Bourg;bic RÉEL;1 234,50 €;"VIP; à revoir";societe;M.;Jean;DUPONT;<jean@DUPRE.example>;612345678;'+33 6 98 76 54 32;12/05/1978;2 rue C;69001;Lyon;France;Français;oui;x;vrai\n`,
		);
		expect(rows[0]?.problems).toEqual([]);
		expect(rows[0]?.notices.map(({ code }) => code)).toEqual(['phone-zero']);
		expect(units).toMatchObject([
			{
				account: {
					isNew: true,
					fields: { type: 'company', companyName: 'Dupré SAS', siren: '732829320' },
					address: { street: '1 rue A\nBât B', postcode: '01000', city: 'Bourg' },
					tags: ['VIP', 'à revoir'],
					template: firm.templates[0]?.id,
					custom: { [CHOICE.id]: 'bic', [AMOUNT.id]: 123450 },
				},
				people: [
					{
						fields: { civility: 'mr', firstName: 'Jean', lastName: 'DUPONT', email: 'jean@dupre.example', birthDate: '1978-05-12', language: 'fr' },
						phones: ['0612345678', '+33 6 98 76 54 32'],
						address: { street: '2 rue C', postcode: '69001', city: 'Lyon', country: 'FR' },
						custom: { [BOX.id]: true },
						switches: { login: true, notify: true },
					},
				],
			},
		]);
	});

	it('IMP-7 that can’t be read says which cell and why, and stops no other', async () => {
		const { rows, summary } = await planned('Nom du compte;Nom;E-mail;Tél;SIREN;Type;Connexion;Né le;Régime;Honoraires\nA;B;pas-un-mail;abc;123;martien;peut-être;31/02/2000;autre;beaucoup\nC;D;d@x.example;0102030405;;;;;;\nE;F;f@x.example, g@x.example;;;;;01/01/2090;;\n;;;0102030405;;;;;;\n');
		expect(rows[0]?.problems.map(({ column, code, value }) => [column, code, value])).toEqual([
			[2, 'email-invalid', 'pas-un-mail'],
			[7, 'date-invalid', '31/02/2000'],
			[3, 'phone-invalid', 'abc'],
			[6, 'switch-unknown', 'peut-être'],
			[5, 'type-unknown', 'martien'],
			[4, 'siren-invalid', '123'],
			[8, 'choice-unknown', 'autre'],
			[9, 'value-invalid', 'beaucoup'],
		]);
		expect(rows[2]?.problems.map(({ code }) => code)).toEqual(['email-several', 'date-future']);
		expect(rows[3]?.problems.map(({ code }) => code)).toEqual(['name-missing']);
		expect(summary.counts).toMatchObject({ create: 1, error: 3 });
	});

	it('IMP-8 has its names repaired, and says so', async () => {
		const { rows, units } = await planned('Nom du compte;Prénom;Nom\nDupont/Petit: amis;Léa;Martin.\n');
		expect(rows[0]?.notices.map(({ code }) => code)).toEqual(['name-repaired', 'name-repaired']);
		expect(units[0]).toMatchObject({ account: { fields: { name: 'Dupont-Petit - amis' } }, people: [{ fields: { lastName: 'Martin' } }] });
	});

	it('IMP-9 with a taxpayer and a spouse is an account with two contacts', async () => {
		const { units } = await planned('Prénom;Nom;E-mail;Prénom conjoint;Nom conjoint;E-mail conjoint\nJean;Dupont;foyer@x.example;Marie;Dupont;foyer@x.example\n');
		expect(units).toMatchObject([{ people: [{ fields: { firstName: 'Jean' } }, { fields: { firstName: 'Marie' } }] }]);
	});

	it('IMP-9 of the same account name is of the same account; the same person is one contact', async () => {
		const { units, summary, rows } = await planned('Compte;Prénom;Nom;E-mail\nSCI Les Lilas;Jean;Dupont;jean@x.example\nsci les lilas;Marie;Petit;marie@x.example\nHolding;Jean;Dupont;JEAN@x.example\nSCI Les Lilas;Jean;Dupont;jean@x.example\n');
		expect(summary.records).toEqual({ newAccounts: 2, newContacts: 2 });
		expect(units[0]?.people.length).toBe(2);
		expect(units[1]?.people).toMatchObject([{ id: units[0]?.people[0]?.id, isNew: false }]);
		expect(rows.map(({ verdict }) => verdict)).toEqual(['create', 'create', 'create', 'unchanged']);
	});

	it('IMP-10 can be put right in place, and be left out', async () => {
		const { job } = await planned('Nom;E-mail\nDupont;faux\nPetit;petit@x.example\n');
		expect((await job.fix(0, 1, 'dupont@x.example')).counts).toMatchObject({ create: 2, error: 0 });
		expect(job.choose(1, 'skip').counts).toMatchObject({ create: 1, skipped: 1 });
		expect(job.choose(1, null).counts).toMatchObject({ create: 2, skipped: 0 });
	});

	it('IMP-11 that is refused is in a file that can be imported again as it is', async () => {
		const { job } = await planned('Nom;E-mail\n"Dup;ont";faux\nPetit;petit@x.example\n');
		const csv = job.rejects({ line: 'Ligne', reason: 'Motif' }, new Map([[0, 'Adresse e-mail non valide']]), { delimiter: ';' });
		expect(csv).toBe('\ufeffNom;E-mail;Ligne;Motif\r\n"Dup;ont";faux;2;Adresse e-mail non valide\r\n');
		const again = await jobOf(csv);
		expect(again.proposed).toEqual(['contact/name', 'contact/email', null, null]);
		await again.plan({ mapping: again.proposed, ownAccounts: true }, UNHURRIED);
		await again.fix(0, 1, 'dup@x.example');
		expect(again.rows(null, 0, 1)).toMatchObject([{ verdict: 'create' }]);
		expect(again.rejects({ line: 'Ligne', reason: 'Motif' }, new Map([[0, 'x']]), { delimiter: ';' }).split('\r\n')[0]).toBe('\ufeffNom;E-mail;Ligne;Motif');
	});
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generatedName } from '../../src/lib/domain/account.ts';
import { checkName, directoryName, MAX_NAME, safeName } from '../../src/lib/domain/names.ts';
import { tidyLine } from '../../src/lib/domain/text.ts';

/** Text as people and programs give it: letters of many scripts, what Windows forbids, controls, lone surrogates. */
const anyName = fc.string({
	unit: fc.oneof(
		fc.constantFrom(...'<>:"/\\|?*. \u00a0\u202f\t\n\u0000'),
		fc.constantFrom('CON', 'com1', 'nul.', 'é', 'e\u0301', '株', '👩‍👧', 'ﬁ'),
		fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }),
	),
	maxLength: 160,
});

describe('names as directory names', () => {
	it.each([...'<>:"/\\|?*'])('NAM-1 refuses the character %s and names it', (character) => {
		expect(checkName(`Dupré ${character} fils`)).toMatchObject({ kind: 'character', character });
	});

	it.each(['CON', 'prn', 'Aux', 'NUL', 'com1', 'LPT9', 'nul.txt', 'COM¹', 'lpt³.log', 'nul .txt', 'CONIN$'])('NAM-1 refuses the reserved word %s', (name) => {
		expect(checkName(name)?.kind).toBe('reserved');
	});

	it('NAM-1 refuses a trailing dot and more than 120 characters', () => {
		expect(checkName('Dupré et Cie.')).toEqual({ kind: 'trailing-dot', suggestion: 'Dupré et Cie' });
		expect(checkName('x'.repeat(MAX_NAME + 1))).toMatchObject({ kind: 'too-long', length: 121, suggestion: 'x'.repeat(MAX_NAME) });
		expect(checkName('x'.repeat(MAX_NAME))).toBeNull();
	});

	it('NAM-2 suggests what a person would write', () => {
		expect(safeName('Dupré / Martin')).toBe('Dupré - Martin');
		expect(safeName('SCI : Les Lilas')).toBe('SCI - Les Lilas');
		expect(safeName('"Chez Léa"')).toBe('“Chez Léa”');
		expect(safeName('con')).toBe('con_');
		expect(safeName('aux.txt')).toBe('aux_.txt');
	});

	it('NAM-2 repairs anything, once and for all', () => {
		fc.assert(
			fc.property(anyName, (raw) => {
				const safe = safeName(raw);
				expect(checkName(safe)).toBeNull();
				expect(safeName(safe)).toBe(safe);
				if (checkName(raw) === null) expect(safe).toBe(tidyLine(raw));
			}),
			{ numRuns: 3_000 },
		);
	});

	it.each(["L'Oréal & Fils", 'Müller-Lüdenscheidt', 'Nguyễn', "O'Brien", '株式会社', 'Console', 'COM10', 'St. Pierre'])(
		'NAM-3 lets %s pass unchanged',
		(name) => {
			expect(checkName(name)).toBeNull();
			expect(safeName(name)).toBe(name);
		},
	);

	it('NAM-4 makes a name of the company, else of the first contact, and makes it safe', () => {
		const zoe = { firstName: 'Zoé', lastName: 'Dupré/Martin' };
		expect(generatedName({ type: 'individual', companyName: 'Left over' }, zoe)).toBe('Zoé Dupré-Martin');
		expect(generatedName({ type: 'company', companyName: 'Atelier : Bois' }, zoe)).toBe('Atelier - Bois');
		expect(generatedName({ type: 'company', companyName: '' }, zoe)).toBe('Zoé Dupré-Martin');
		expect(generatedName({ type: 'individual', companyName: '' }, null)).toBe('');
		expect(generatedName({ type: 'individual', companyName: '' }, { firstName: '', lastName: 'Cher' })).toBe('Cher');
	});

	it('NAM-5 tidies a pasted line', () => {
		expect(tidyLine('  Le\u0301a\u00a0\u202f Dupre\u0301\r\n\u0007 ')).toBe('Léa Dupré');
		expect(tidyLine('Du\u200bpr\u00e9\u202e\ud800')).toBe('Dupré\ufffd');
		expect(tidyLine('👩\u200d👧')).toBe('👩\u200d👧');
	});

	it('NAM-6 the directory is called like the account; where others share it, with its ID', () => {
		expect(directoryName({ name: 'L’Oréal & Fils', code: 'LOR-123' }, false)).toBe('L’Oréal & Fils');
		expect(directoryName({ name: 'L’Oréal & Fils', code: 'LOR-123' }, true)).toBe('L’Oréal & Fils LOR-123');
		expect(directoryName({ name: '', code: 'CLI-123' }, false)).toBe('CLI-123');
		expect(directoryName({ name: 'x'.repeat(MAX_NAME), code: 'MAR-123' }, true)).toBe(`${'x'.repeat(MAX_NAME - 8)} MAR-123`);
	});

	it('NAM-6 is a directory name, whatever the account is called', () => {
		fc.assert(
			fc.property(anyName, fc.boolean(), (name, clashes) => {
				const directory = directoryName({ name, code: 'MAR-123-AB' }, clashes);
				expect(checkName(directory)).toBeNull();
				expect(directory).not.toBe('');
			}),
		);
	});
});

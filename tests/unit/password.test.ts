import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkPassword, type PasswordContext } from '../../src/lib/domain/password.ts';

const context: PasswordContext = {
	secondFactor: false,
	words: ['Cabinet Lefèvre & Associés', 'Zoé Lefèvre', 'z.lefevre', 'lefevre-conseil'],
};
const kindOf = (password: string, changes: Partial<PasswordContext> = {}) =>
	checkPassword(password, { ...context, ...changes })?.kind ?? 'good';

test('SIGN-2 15 characters are asked for, 8 once a second factor exists, and 128 are the most', () => {
	expect(checkPassword('vélo-tasse-lune', context)).toBeNull();
	expect(checkPassword('vélo-tasse-lun', context)).toEqual({ kind: 'too-short', length: 14, minimum: 15 });
	expect(kindOf('vélo-tas', { secondFactor: true })).toBe('good');
	expect(checkPassword('vélo-ta', { ...context, secondFactor: true })).toEqual({
		kind: 'too-short',
		length: 7,
		minimum: 8,
	});
	const long = Array.from({ length: 128 }, (_, i) => String.fromCodePoint(0x4e00 + i * 37)).join('');
	expect(kindOf(long)).toBe('good');
	expect(checkPassword(`${long}x`, context)).toEqual({ kind: 'too-long', length: 129, maximum: 128 });
});

test('SIGN-2 any character counts as one: spaces, accents, other scripts, emoji', () => {
	for (const password of [
		'quatre hiboux bleus',
		'犬と猫と鳥と魚が好きです本当に',
		'на дворе трава и роса',
		'🦉🌧️🎈🚲🍉🧭🪁🛶🎻🧊🦔🌵🪐🧩🎲',
	])
		expect(kindOf(password), password).toBe('good');
});

test('SIGN-2 passwords that many people have are refused, however they are decorated', () => {
	for (const password of [
		'motdepasse12345',
		'MotDePasse2026!',
		'Password1234567',
		'p@ssw0rdp@ssw0rd',
		'azertyuiop12345',
		'azertyuiopqsdfg',
		'123456789012345',
		'qwertyuiopasdfg',
		'aaaaaaaaaaaaaaa',
		'abcabcabcabcabc',
		'soleil-soleil-soleil',
		'janvier2026!!!!',
		'Bonjour Bonjour 1',
		'!!!!!!!!!!!!!!!',
		'987654321098765',
		'iloveyouiloveyou',
	]) {
		expect(kindOf(password), password).toBe('common');
	}
	expect(kindOf('metallica', { secondFactor: true, known: new Set(['metallica']) })).toBe('common');
	expect(kindOf('Métallica', { secondFactor: true, known: new Set(['metallica']) })).toBe('common');
});

test('SIGN-2 words of the firm, the person and the trade are no password by themselves', () => {
	for (const password of [
		'Cabinet-Lefevre-2026',
		'cabinet lefèvre et associés',
		'compta2026compta',
		'expertcomptable!',
		'zoé.lefèvre.2026',
		'Carnet-Carnet-2026',
		'c0mpt4b1l1t3_2026',
		'LefevreConseil75!',
	]) {
		expect(kindOf(password), password).toBe('context');
	}
	expect(checkPassword('lefevre lefevre 1', context)).toEqual({ kind: 'context', word: 'lefevre' });
});

test('SIGN-2 such a word among others is no reason to refuse', () => {
	for (const password of [
		'le cabinet dort sous la neige',
		'carnet-hibou-vélo-marmite',
		'Zoé boude la trompette',
		'correct horse battery staple',
		'testament de grenadine',
	]) {
		expect(kindOf(password), password).toBe('good');
	}
});

test('SIGN-2 random passwords are never refused for what they are made of', () => {
	const sign = fc.constantFrom(...'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_.');
	fc.assert(
		fc.property(fc.array(sign, { minLength: 20, maxLength: 128 }), (signs) => {
			fc.pre(new Set(signs).size > 10);
			expect(kindOf(signs.join(''))).toBe('good');
		}),
	);
	fc.assert(
		fc.property(
			fc.string({ unit: 'binary', maxLength: 200 }),
			(text) => void checkPassword(text, { ...context, secondFactor: true }),
		),
	);
});

import { describe, expect, it } from 'vitest';
import { readEmail } from '../../src/lib/domain/email.ts';

describe('e-mail addresses', () => {
	it.each([
		['lea@dupre.fr', 'lea@dupre.fr'],
		['  Lea.Dupre@Cabinet.FR ', 'Lea.Dupre@cabinet.fr'],
		['\u00a0lea@dupre.fr\u202f', 'lea@dupre.fr'],
		['lea@dupre.fr,', 'lea@dupre.fr'],
		['mailto:lea@dupre.fr', 'lea@dupre.fr'],
		['<lea@dupre.fr>', 'lea@dupre.fr'],
		['lea+impots@dupre.photography', 'lea+impots@dupre.photography'],
		['léa@dupré.fr', 'léa@dupré.fr'],
		['a@例え.jp', 'a@例え.jp'],
	])('reads %j as one address', (raw, address) => {
		expect(readEmail(raw)).toMatchObject({ kind: 'address', address });
	});

	it.each([
		['a@b', 'domain'],
		['lea', 'form'],
		['@dupre.fr', 'form'],
		['lea@', 'domain'],
		['lea dupre@dupre.fr', 'spaces'],
		['lea@dupre.fr, zoe@dupre.fr', 'several'],
		['lea@@dupre.fr', 'several'],
		['lea..d@dupre.fr', 'form'],
		['lea@-dupre.fr', 'domain'],
		['lea@dupre.fr\r\nBcc: evil@evil.example', 'form'],
		['lea@192.168.1.1', 'domain'],
		[`${'a'.repeat(65)}@dupre.fr`, 'too-long'],
	])('refuses %j (%s)', (raw, problem) => {
		expect(readEmail(raw)).toEqual({ kind: 'problem', problem });
	});

	it('takes nothing for nothing', () => {
		expect(readEmail(' \u00a0 ')).toEqual({ kind: 'empty' });
	});

	it('suggests, and does not impose, a correction of a likely typing error', () => {
		expect(readEmail('lea@gmial.com')).toEqual({ kind: 'address', address: 'lea@gmial.com', suggestion: 'lea@gmail.com' });
		expect(readEmail('lea@gmail.com')).toMatchObject({ suggestion: null });
	});
});

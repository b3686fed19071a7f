import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import * as m from '../../../src/lib/i18n/paraglide/messages.js';
import { formats } from '../../../src/lib/i18n/format.ts';
import { createLocaleStore } from '../../../src/lib/i18n/locale.svelte.ts';
import type { Locale } from '../../../src/lib/domain/staff.ts';
import { followed } from '../../support/runes.svelte.ts';

function store(saved: Locale | null, languages: string[] = ['fr-FR']) {
	const kept: Locale[] = [];
	const root = { lang: '' };
	return { locale: createLocaleStore({ saved, languages, keep: (choice) => kept.push(choice), root }), kept, root };
}

test('an earlier choice on this device outranks the browser', () => {
	const { locale, root } = store('en');
	expect(locale.current).toBe('en');
	expect(root.lang).toBe('en');
});

test('without a choice the browser decides, and nothing is kept as if it had been chosen', () => {
	const { locale, kept } = store(null);
	expect(locale.current).toBe('fr');
	expect(kept).toEqual([]);
});

test('a switch redraws what shows a message or a format, keeps the choice, and tells the page', () => {
	const { locale, kept, root } = store('en');
	const { seen, stop } = followed(() => `${m.common_close()} ${formats().number(1234.5)}`);
	locale.choose('fr');
	flushSync();
	expect(seen).toEqual(['Close 1,234.5', 'Fermer 1\u202f234,5']);
	expect(kept).toEqual(['fr']);
	expect(root.lang).toBe('fr');
	stop();
});

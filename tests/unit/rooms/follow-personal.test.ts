import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Personal, PersonalChoices, PersonalValues } from '../../../src/lib/app/carnet.ts';
import { followPersonal } from '../../../src/lib/app/follow-personal.svelte.ts';
import { createPreferences, type PreferenceStore } from '../../../src/lib/app/preferences.svelte.ts';
import { inEffectRoot } from '../../support/runes.svelte.ts';

const NOTHING: PersonalValues = {
	theme: null,
	language: null,
	accountColumns: null,
	contactColumns: null,
	privateFilters: [],
	inboxRead: { until: 0, ids: new Map() },
};

/** A personal document that the test writes for the other devices. */
class OtherDevices implements Personal {
	chosen: Partial<PersonalChoices>[] = [];
	values = NOTHING;
	meet: () => void = () => undefined;
	#met = new Promise<void>((resolve) => {
		this.meet = resolve;
	});
	#heard: (values: PersonalValues) => void = () => undefined;

	live: Personal['live'] = (heard) => {
		this.#heard = heard;
		heard(this.values);
		return () => undefined;
	};

	met = () => this.#met;
	saveFilter = () => undefined;
	removeFilter = () => undefined;
	markRead = () => undefined;
	markAllRead = () => undefined;

	choose(choices: Partial<PersonalChoices>): void {
		this.chosen.push(choices);
		this.say(choices);
	}

	say(choices: Partial<PersonalChoices>): void {
		this.values = { ...this.values, ...choices };
		this.#heard(this.values);
		flushSync();
	}
}

let kept: Map<string, string>;
let preferences: PreferenceStore;
let personal: OtherDevices;
let stop: () => void;

function open(saved?: object): void {
	kept = new Map(saved === undefined ? [] : [['carnet.preferences', JSON.stringify(saved)]]);
	const storage = {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => void kept.set(key, value),
		removeItem: (key: string) => void kept.delete(key),
	};
	preferences = createPreferences({ storage, languages: ['en'], root: { lang: '', dataset: {} } });
	stop = inEffectRoot(() => followPersonal(preferences, personal));
	flushSync();
}

beforeEach(() => {
	personal = new OtherDevices();
});
afterEach(() => stop());

test('PERS-8 a choice on another device is shown here, kept for the next first paint, and not said again', () => {
	open();
	personal.say({ theme: 'dark', language: 'fr' });
	expect(preferences.theme).toBe('dark');
	expect(preferences.locale.current).toBe('fr');
	expect(JSON.parse(kept.get('carnet.preferences') ?? '')).toMatchObject({ theme: 'dark', locale: 'fr' });
	expect(personal.chosen).toEqual([]);
});

test('PERS-8 a choice here is said once to the others, and what only stood here is not', () => {
	personal.values = { ...NOTHING, theme: 'dark' };
	open({ theme: 'light', locale: 'fr' });
	expect(preferences.theme).toBe('dark');
	preferences.chooseTheme('light');
	flushSync();
	preferences.locale.choose('en');
	flushSync();
	expect(personal.chosen).toEqual([{ theme: 'light' }, { language: 'en' }]);
});

test('PERS-8 what was chosen here before is said when the other devices have chosen nothing, and not before that is known', async () => {
	open({ theme: 'dark', locale: 'fr' });
	expect(personal.chosen).toEqual([]);
	personal.say({ language: 'en' });
	personal.meet();
	await personal.met();
	await Promise.resolve();
	expect(personal.chosen).toEqual([{ theme: 'dark' }]);
	expect(preferences.locale.current).toBe('en');
});

test('PERS-8 what only the browser wished for is no choice', async () => {
	open();
	personal.meet();
	await personal.met();
	await Promise.resolve();
	expect(personal.chosen).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { readFarewell, writeFarewell } from '../../../src/lib/platform/farewell-store.ts';
import { isShortcut, shortcutLabel } from '../../../src/lib/platform/keyboard.ts';
import { readPreferences, writePreferences } from '../../../src/lib/platform/preference-store.ts';
import { readProfile } from '../../../src/lib/platform/profile-store.ts';
import { MemoryStorage } from '../../support/memory-storage.ts';

describe('preferences', () => {
	test('are kept one by one', () => {
		const storage = new MemoryStorage();
		writePreferences(storage, { theme: 'dark' });
		writePreferences(storage, { locale: 'fr' });
		expect(readPreferences(storage)).toEqual({ theme: 'dark', locale: 'fr', shortcuts: true });
	});

	test('that can’t be read count as not chosen, each for itself', () => {
		const storage = new MemoryStorage();
		storage.setItem('carnet.preferences', '{"theme":"purple","locale":"fr"}');
		expect(readPreferences(storage)).toMatchObject({ theme: 'system', locale: 'fr' });
		storage.setItem('carnet.preferences', '{');
		expect(readPreferences(storage)).toMatchObject({ theme: 'system', locale: null });
	});

	test('that the browser refuses to keep break nothing', () => {
		const full = new MemoryStorage();
		full.setItem = () => {
			throw new DOMException('full', 'QuotaExceededError');
		};
		expect(() => writePreferences(full, { theme: 'dark' })).not.toThrow();
	});
});

test('a profile or farewell that can’t be read is none', () => {
	const storage = new MemoryStorage();
	storage.setItem('carnet.profile', '{"firmId":"x"}');
	storage.setItem('carnet.farewell', 'null}');
	expect(readProfile(storage)).toBeNull();
	expect(readFarewell(storage)).toEqual({ tellRelay: false, erase: [] });
});

test('a farewell with nothing left is forgotten', () => {
	const storage = new MemoryStorage();
	writeFarewell(storage, { tellRelay: true, erase: [] });
	expect(readFarewell(storage).tellRelay).toBe(true);
	writeFarewell(storage, { tellRelay: false, erase: [] });
	expect(storage.getItem('carnet.farewell')).toBeNull();
});

describe('shortcuts', () => {
	const mac = { platform: 'MacIntel' };
	const pc = { platform: 'Win32' };
	const press = (keys: Partial<KeyboardEvent>) =>
		({
			key: 'k',
			ctrlKey: false,
			metaKey: false,
			altKey: false,
			shiftKey: false,
			...keys,
		}) as KeyboardEvent;

	test('are held with the platform’s own modifier', () => {
		expect(isShortcut(press({ metaKey: true }), 'k', mac)).toBe(true);
		expect(isShortcut(press({ ctrlKey: true }), 'k', mac)).toBe(false);
		expect(isShortcut(press({ ctrlKey: true, key: 'K' }), 'k', pc)).toBe(true);
		expect(isShortcut(press({ ctrlKey: true, altKey: true }), 'k', pc)).toBe(false);
	});

	test('are shown as the keys are labelled', () => {
		expect(shortcutLabel('K', mac)).toBe('⌘K');
		expect(shortcutLabel('K', pc)).toBe('Ctrl K');
	});
});

import { afterEach, describe, expect, test } from 'vitest';
import { refusalWords, statusWords } from '../../../src/lib/features/sync-status/status-words.ts';
import { overwriteGetLocale } from '../../../src/lib/i18n/paraglide/runtime.js';
import { refusalCode } from '../../../src/lib/protocol/refusals.ts';
import { statusLabel, type ConnectionState, type StatusFacts } from '../../../src/lib/replication/status.ts';

const now = new Date(2026, 10, 24, 14, 32).getTime();
const MINUTE = 60_000;

afterEach(() => overwriteGetLocale(() => 'en'));

function facts(connection: ConnectionState, more: Partial<StatusFacts> = {}): StatusFacts {
	return { connection, waiting: 0, waitingSince: null, setAside: 0, notSaved: null, lastSynced: null, ...more };
}

function words(connection: ConnectionState, more: Partial<StatusFacts> = {}) {
	return statusWords(statusLabel(facts(connection, more)), now);
}

describe('the status says', () => {
	test('that everything is synced, and how long ago that was last proven', () => {
		const said = words({ state: 'current', at: now - 5 * MINUTE });
		expect(said).toMatchObject({ text: 'Synced', detail: '5 minutes ago', tone: 'good' });
	});

	test('how many changes wait and since when', () => {
		const said = words({ state: 'connecting' }, { waiting: 3, waitingSince: now - 22 * MINUTE });
		expect(said).toMatchObject({ text: '3 changes waiting', detail: 'since 14:10', short: '3 waiting' });
	});

	test('in the singular for one', () => {
		expect(words({ state: 'connecting' }, { waiting: 1, waitingSince: now }).text).toBe('1 change waiting');
	});

	test('in French, grouping thousands', () => {
		overwriteGetLocale(() => 'fr');
		const said = words({ state: 'offline', retryAt: null }, { waiting: 1_284, waitingSince: now - 22 * MINUTE });
		expect(said.text).toBe('1\u202f284 modifications en attente');
		expect(said.detail).toBe('hors ligne, depuis 14:10');
	});

	test('that there is no connection, and what is known of before', () => {
		expect(words({ state: 'offline', retryAt: null }).detail).toBe('not synced yet');
		expect(words({ state: 'offline', retryAt: null }, { lastSynced: now - 2 * MINUTE }).detail).toBe(
			'synced until 14:30',
		);
	});

	test('that an ended session keeps what was done here', () => {
		const said = words({ state: 'signed-out' }, { waiting: 2, waitingSince: now });
		expect(said).toMatchObject({ text: 'Signed out', detail: '2 changes are kept on this device.', tone: 'warn' });
		expect(words({ state: 'signed-out' }).detail).toBe('Sign in to sync again.');
	});

	test('never "synced" or "saved" after a write that failed, whatever the connection', () => {
		for (const state of ['current', 'connecting'] as const) {
			const said = words(state === 'current' ? { state, at: now } : { state }, { notSaved: 'quota' });
			expect(said).toMatchObject({ text: 'Not saved', tone: 'danger' });
			expect(said.detail).toContain('disk is full');
		}
	});

	test('that what arrived could not be stored, and that one’s own changes are', () => {
		const said = words({ state: 'storage-failed', message: 'x' });
		expect(said).toMatchObject({ text: 'Not received', tone: 'danger' });
		expect(said.detail).toContain('Your own changes are saved');
	});

	test('that refused changes need the person, before anything that merely waits', () => {
		const said = words({ state: 'current', at: now }, { setAside: 1, waiting: 4, waitingSince: now });
		expect(said).toMatchObject({ text: '1 change needs you', tone: 'warn' });
	});

	test('which side is too old', () => {
		expect(words({ state: 'outdated', who: 'app' }).text).toBe('Update needed');
		expect(words({ state: 'outdated', who: 'relay' }).text).toBe('Relay too old');
	});

	test('only that it is saved here while nothing more is known', () => {
		expect(words({ state: 'starting' }).text).toBe('Saved on this device');
	});
});

describe('what is read out', () => {
	test('does not change with progress or with the time of reading, so that nothing is repeated', () => {
		const atOnce = words({ state: 'syncing', done: 10, total: 100 });
		const later = words({ state: 'syncing', done: 90, total: 100 });
		expect(atOnce.announcement).toBe(later.announcement);
		expect(atOnce.detail).not.toBe(later.detail);
		const label = statusLabel(facts({ state: 'current', at: now - MINUTE }));
		expect(statusWords(label, now).announcement).toBe(statusWords(label, now + 10 * MINUTE).announcement);
	});

	test('has the count of what waits', () => {
		expect(words({ state: 'connecting' }, { waiting: 3, waitingSince: now }).announcement).toContain(
			'3 changes waiting',
		);
	});
});

test('every refusal of the relay has words of its own in both languages', () => {
	for (const locale of ['en', 'fr'] as const) {
		overwriteGetLocale(() => locale);
		const all = refusalCode.options.map(refusalWords);
		expect(new Set(all).size).toBe(refusalCode.options.length);
	}
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import SettingsPage from '../../src/lib/features/settings/SettingsPage.svelte';
import { openBookPage, type BookPage } from '../support/book-page.ts';

vi.mock('$app/navigation', () => ({ goto: vi.fn(async () => undefined) }));

let shown: BookPage;
/** What the relay would have: which kinds this person switched off. */
let off: string[];
let fails: boolean;

beforeEach(async () => {
	off = ['staff-bounce'];
	fails = false;
	await page.viewport(1280, 800);
	shown = await openBookPage({}, {
		clientMails: async () => ({ ok: true, value: { kinds: ['staff-activation', 'staff-bounce', 'staff-duplicate', 'staff-sign-up'], off } }),
		chooseClientMail: async ({ kind, on }) => {
			if (fails) return { ok: false, problem: { kind: 'offline' } };
			off = on ? off.filter((one) => one !== kind) : [...off, kind];
			return { ok: true, value: { ok: true } };
		},
	});
});
afterEach(async () => {
	await shown.crash();
	await shown.book.leave();
});

test('INV-20 each person switches mails about clients off and on by kind; a relay that is away changes nothing', async () => {
	await shown.open(SettingsPage, { section: 'mails' });
	const bounced = page.getByRole('switch', { name: 'An invitation of yours bounced' });
	const active = page.getByRole('switch', { name: 'A client whom you invited is active' });
	await expect.element(bounced).not.toBeChecked();
	await expect.element(active).toBeChecked();
	await bounced.click();
	await expect.element(bounced).toBeChecked();
	await active.click();
	await expect.poll(() => off).toEqual(['staff-activation']);
	fails = true;
	await bounced.click();
	await expect.element(bounced).toBeChecked();
	expect(off).toEqual(['staff-activation']);
});

import { beforeEach, expect, test } from 'vitest';
import type { AccountId, ContactId, StaffId } from '../../../src/lib/domain/ids.ts';
import { PendingListState } from '../../../src/lib/features/pending-activation/pending-list-state.svelte.ts';
import type { AccessLine } from '../../../src/lib/queries/rows.ts';

const NOON = Date.UTC(2026, 10, 24, 12);
const ANNE = 'anne' as StaffId;

const line = (id: string, changes: Partial<AccessLine> = {}): AccessLine => ({
	id: `${id}/c` as AccessLine['id'],
	account: `account-${id}` as AccountId,
	contact: `contact-${id}` as ContactId,
	accountName: `Compte ${id}`,
	contactName: id,
	email: `${id}@x.fr`,
	state: 'sent',
	since: NOON,
	request: null,
	by: ANNE,
	mails: 1,
	lastMail: NOON,
	expiresAt: null,
	refusal: null,
	reply: '',
	...changes,
});

let list: PendingListState;
const names = () => list.shown.map(({ contactName }) => contactName);
function show(...lines: AccessLine[]) {
	list.follow((heard) => {
		heard(lines);
		return () => undefined;
	});
}

beforeEach(() => {
	list = new PendingListState((id) => (id === ANNE ? 'Anne' : 'Basile'));
});

test('the latest stand first; a column turns round at the second press', () => {
	show(line('a', { since: 1 }), line('b', { since: 3 }), line('c', { since: 2 }));
	expect(names()).toEqual(['b', 'c', 'a']);
	list.sortBy('who');
	expect(names()).toEqual(['a', 'b', 'c']);
	list.sortBy('who');
	expect(names()).toEqual(['c', 'b', 'a']);
});

test('sorted by state, what somebody has to look at stands first', () => {
	show(line('a', { state: 'sent' }), line('b', { state: 'bounced' }), line('c', { state: 'not-invited' }), line('d', { state: 'expired' }));
	list.sortBy('state');
	expect(names()).toEqual(['b', 'd', 'c', 'a']);
});

test('a search finds people, accounts and addresses without accents; states count what it finds', () => {
	show(line('Léa', { state: 'bounced' }), line('Zoé', { accountName: 'Leblanc' }), line('Max', { email: 'le@x.fr', state: 'expired' }), line('Tom'));
	list.text = 'LE';
	expect(names().sort()).toEqual(['Léa', 'Max', 'Zoé']);
	expect(list.counts).toEqual([
		{ state: 'bounced', count: 1 },
		{ state: 'expired', count: 1 },
		{ state: 'sent', count: 1 },
	]);
	list.toggle('bounced');
	list.toggle('expired');
	expect(names().sort()).toEqual(['Léa', 'Max']);
	list.toggle('expired');
	list.text = 'zoe';
	expect(names()).toEqual([]);
	expect(list.counts).toContainEqual({ state: 'bounced', count: 0 });
	list.clear();
	expect(list.shown).toHaveLength(4);
});

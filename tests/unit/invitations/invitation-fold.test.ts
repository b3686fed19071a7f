import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Stamp } from '../../../src/lib/domain/clock.ts';
import { stampAt } from '../../../src/lib/domain/clock.ts';
import type { AccountId, ContactId, EventId, InvitationId, StaffId } from '../../../src/lib/domain/ids.ts';
import type { InvitationFact, InvitationRequest } from '../../../src/lib/domain/invitation.ts';
import {
	accessOf,
	foldInvitation,
	invitationState,
	messageOf,
	noFacts,
	type InvitationFacts,
} from '../../../src/lib/domain/invitation-fold.ts';
import { event, EVENT_AUTHORS } from '../../../src/lib/protocol/events/event.ts';

const NOON = Date.UTC(2026, 10, 24, 12);
const WEEK = 7 * 24 * 60 * 60_000;
const id = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const REQUEST = id(1) as InvitationId;
const OTHER = id(2) as InvitationId;
const ACCOUNT = id(11) as AccountId;
const SECOND = id(12) as AccountId;
const CONTACT = id(21) as ContactId;
const ANNE = id(31) as StaffId;
const BASILE = id(32) as StaffId;

let counter = 100;
const said = (ms = NOON, request = REQUEST) => ({ id: id(counter++) as EventId, at: stampAt(ms), request });
const asked = (changes: Partial<InvitationRequest> = {}): InvitationRequest => ({
	...said(),
	type: 'invitation.requested',
	contact: CONTACT,
	accounts: [ACCOUNT],
	email: 'lea@exemple.fr',
	message: 'Bonjour',
	language: 'fr',
	knows: [],
	staff: ANNE,
	...changes,
});
const accepted = (ms = NOON + 1, request = REQUEST, accounts = [ACCOUNT]): InvitationFact => ({
	...said(ms, request),
	type: 'invitation.accepted',
	accounts,
	email: 'lea@exemple.fr',
	expiresAt: ms + WEEK,
});
const fold = (facts: readonly InvitationFact[], request = REQUEST): InvitationFacts =>
	facts.filter((fact) => fact.request === request).reduce(foldInvitation, noFacts(request));
const state = (facts: readonly InvitationFact[], now = NOON + 1_000) =>
	invitationState(fold(facts), ACCOUNT, now).state;

/** Anything that may be said of two requests, in any mixture. */
const anyFact: fc.Arbitrary<InvitationFact> = fc
	.record({
		request: fc.constantFrom(REQUEST, OTHER),
		at: fc.integer({ min: 0, max: 50 }).map((n) => (stampAt(NOON) + n) as Stamp),
		id: fc.integer({ min: 1_000, max: 1_050 }).map((n) => id(n) as EventId),
		accounts: fc.constantFrom([ACCOUNT], [SECOND], [ACCOUNT, SECOND]),
		type: fc.constantFrom(
			...(Object.keys(EVENT_AUTHORS).filter((type) => type.startsWith('invitation.')) as InvitationFact['type'][]),
		),
		text: fc.constantFrom('a', 'b'),
	})
	.map(({ text, ...base }) => {
		const all = {
			...base,
			contact: CONTACT,
			email: `${text}@exemple.fr`,
			message: text,
			language: 'fr',
			knows: [],
			staff: text === 'a' ? ANNE : BASILE,
			expiresAt: NOON + 30,
			reply: text,
			of: OTHER,
			by: OTHER,
			reason: base.type === 'invitation.refused' ? 'too-soon' : 'login-off',
		};
		return event.parse(all) as InvitationFact;
	});

/** Facts of one id are one event, as in a log. */
const someFacts = fc.uniqueArray(anyFact, { selector: (fact) => fact.id, maxLength: 25 });

describe('the fold of an invitation', () => {
	test('INV-1 in any order, with any repetition, the same events make the same state', () => {
		fc.assert(
			fc.property(someFacts, fc.infiniteStream(fc.nat()), (facts, choices) => {
				const shuffled = [...facts, ...facts.filter((_, i) => i % 3 === 0)]
					.map((fact) => ({ fact, place: choices.next().value as number }))
					.sort((a, b) => a.place - b.place)
					.map(({ fact }) => fact);
				for (const request of [REQUEST, OTHER]) expect(fold(shuffled, request)).toEqual(fold(facts, request));
				const both = (list: readonly InvitationFact[]) => [fold(list, REQUEST), fold(list, OTHER)];
				expect(accessOf(both(shuffled).reverse(), [ACCOUNT], true, NOON)).toEqual(
					accessOf(both(facts), [ACCOUNT], true, NOON),
				);
			}),
		);
	});

	test('INV-1 once activated, no other word takes it back, in whatever order it came', () => {
		fc.assert(
			fc.property(someFacts, (facts) => {
				const activated: InvitationFact = { ...said(), type: 'invitation.activated', accounts: [ACCOUNT] };
				expect(state([...facts, activated])).toBe('activated');
				expect(state([activated, ...facts])).toBe('activated');
			}),
		);
	});

	test('INV-2 each step of an invitation is a state of its own, with its time', () => {
		const sent: InvitationFact = { ...said(NOON + 5), type: 'invitation.sent', reply: '250 OK' };
		expect(state([asked()])).toBe('queued');
		expect(state([asked(), accepted()])).toBe('accepted');
		expect(state([asked(), accepted(), sent])).toBe('sent');
		expect(invitationState(fold([asked(), accepted(), sent]), ACCOUNT, NOON + 9)).toEqual({
			state: 'sent',
			since: NOON + 5,
		});
		expect(state([asked(), accepted(), sent, { ...said(), type: 'invitation.bounced', reply: '550 gone' }])).toBe(
			'bounced',
		);
		expect(state([asked(), accepted(), sent], NOON + 1 + WEEK)).toBe('expired');
		expect(state([asked(), accepted(), { ...said(), type: 'invitation.expired' }])).toBe('expired');
		expect(
			state([asked(), accepted(), sent, { ...said(), type: 'invitation.replaced', accounts: [ACCOUNT], by: OTHER }]),
		).toBe('replaced');
		expect(
			state([
				asked(),
				accepted(),
				{ ...said(), type: 'invitation.withdrawn', accounts: [ACCOUNT], reason: 'login-off' },
			]),
		).toBe('withdrawn');
		expect(state([asked(), { ...said(), type: 'invitation.cancelled', staff: ANNE }])).toBe('cancelled');
		expect(state([asked(), { ...said(), type: 'invitation.duplicate', accounts: [ACCOUNT], of: OTHER }])).toBe(
			'duplicate',
		);
		expect(state([asked(), { ...said(), type: 'invitation.refused', accounts: [ACCOUNT], reason: 'no-email' }])).toBe(
			'refused',
		);
	});

	test('INV-2 one mail for two accounts has a state for each', () => {
		const facts = fold([
			asked({ accounts: [ACCOUNT, SECOND] }),
			accepted(NOON + 1, REQUEST, [ACCOUNT, SECOND]),
			{ ...said(), type: 'invitation.withdrawn', accounts: [SECOND], reason: 'unlinked' },
		]);
		expect(invitationState(facts, ACCOUNT, NOON + 2).state).toBe('accepted');
		expect(invitationState(facts, SECOND, NOON + 2).state).toBe('withdrawn');
	});

	test('INV-2 the message is the one that was written last', () => {
		const edited = (ms: number, message: string): InvitationFact => ({
			...said(ms),
			type: 'invitation.edited',
			message,
		});
		expect(messageOf(fold([asked()]))).toBe('Bonjour');
		expect(messageOf(fold([edited(NOON + 9, 'late'), asked(), edited(NOON + 3, 'early')]))).toBe('late');
	});
});

describe('access of a contact to an account', () => {
	const access = (facts: readonly InvitationFact[], open = true, now = NOON + 1_000) =>
		accessOf(
			[fold(facts, REQUEST), fold(facts, OTHER)].filter(({ asked }) => asked !== null),
			[ACCOUNT],
			open,
			now,
		);

	test('INV-2 nobody asked: not invited, never shown as invited or active', () => {
		expect(access([])).toMatchObject({ state: 'not-invited', mails: 0, request: null, by: null });
		expect(access([], false).state).toBe('off');
	});

	test('INV-2 the switch has the last word: with LOGIN off an invitation is shown nowhere', () => {
		expect(access([asked(), accepted()], false).state).toBe('off');
	});

	test('INV-2 a resend is the one that is shown, with who asked for it and how often mails went', () => {
		const again = asked({ ...said(NOON + WEEK, OTHER), staff: BASILE, knows: [REQUEST] });
		const facts = [
			asked(),
			accepted(),
			again,
			accepted(NOON + WEEK + 1, OTHER),
			{ ...said(), type: 'invitation.replaced', accounts: [ACCOUNT], by: OTHER } as const,
		];
		expect(access(facts, true, NOON + WEEK + 2)).toMatchObject({
			state: 'accepted',
			request: OTHER,
			by: BASILE,
			mails: 2,
			lastMail: NOON + WEEK + 1,
		});
	});

	test('INV-2 a second request that was not needed, or that the brake held, hides nothing of the first', () => {
		const second = asked({ ...said(NOON + 2, OTHER), staff: BASILE });
		const sent: InvitationFact = { ...said(NOON + 5), type: 'invitation.sent', reply: '250' };
		const first = [asked(), accepted(), sent, second];
		expect(
			access([...first, { ...said(NOON + 6, OTHER), type: 'invitation.duplicate', accounts: [ACCOUNT], of: REQUEST }]),
		).toMatchObject({
			state: 'sent',
			by: ANNE,
			mails: 1,
			refusal: null,
		});
		const braked = {
			...said(NOON + 6, OTHER),
			type: 'invitation.refused',
			accounts: [ACCOUNT],
			reason: 'too-soon',
			until: NOON + 99,
		} as const;
		expect(access([...first, braked])).toMatchObject({
			state: 'sent',
			refusal: { reason: 'too-soon', until: NOON + 99 },
		});
	});
});

test('INV-3 only a device asks, edits and cancels; only the relay says what became of it', () => {
	const byDevice = Object.entries(EVENT_AUTHORS).filter(
		([type, author]) => type.startsWith('invitation.') && author === 'device',
	);
	expect(byDevice.map(([type]) => type)).toEqual(['invitation.requested', 'invitation.edited', 'invitation.cancelled']);
});

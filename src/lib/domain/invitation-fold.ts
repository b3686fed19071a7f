import { stampTime, type Stamp } from './clock.ts';
import type { AccountId, ContactId, EventId, InvitationId, StaffId } from './ids.ts';
import type { AccessState, InvitationFact, InvitationState, InviteRefusal, Withdrawal } from './invitation.ts';
import type { Locale } from './staff.ts';

/** A word of an event, with what orders it among others of its kind. */
type Word<T> = T & { id: EventId; at: Stamp };
/** A word about single accounts. */
type PerAccount<T> = Readonly<Record<AccountId, Word<T>>>;

/**
 * All that is known of one request. Each part is the first word said of it (of an edited message the last), so the order in which events come,
 * and how often, makes no difference; the same events give the same facts on every device and on the relay.
 */
export interface InvitationFacts {
	request: InvitationId;
	/** null: events about it came, the request itself did not yet. */
	asked: Word<{
		contact: ContactId;
		accounts: readonly AccountId[];
		email: string;
		message: string;
		language: Locale;
		knows: readonly InvitationId[];
		staff: StaffId;
	}> | null;
	edited: Word<{ message: string }> | null;
	cancelled: Word<{ staff: StaffId }> | null;
	/** `expiresAt` in ms since 1970. */
	accepted: Word<{ accounts: readonly AccountId[]; email: string; expiresAt: number }> | null;
	/** Handed to the mail server, with its words. */
	sent: Word<{ reply: string }> | null;
	bounced: Word<{ reply: string }> | null;
	expired: Word<object> | null;
	refused: PerAccount<{ reason: InviteRefusal; until: number | null }>;
	duplicate: PerAccount<{ of: InvitationId }>;
	activated: PerAccount<object>;
	replaced: PerAccount<{ by: InvitationId }>;
	withdrawn: PerAccount<{ reason: Withdrawal }>;
}

/** Nothing known yet of a request. */
export function noFacts(request: InvitationId): InvitationFacts {
	return {
		request,
		asked: null,
		edited: null,
		cancelled: null,
		accepted: null,
		sent: null,
		bounced: null,
		expired: null,
		refused: {},
		duplicate: {},
		activated: {},
		replaced: {},
		withdrawn: {},
	};
}

/** The facts with one more event. Pure; repetition and order make no difference. */
export function foldInvitation(facts: InvitationFacts, fact: InvitationFact): InvitationFacts {
	const said = { id: fact.id, at: fact.at };
	switch (fact.type) {
		case 'invitation.requested': {
			const { contact, accounts, email, message, language, knows, staff } = fact;
			const asked = { ...said, contact, accounts, email, message, language, knows, staff };
			return { ...facts, asked: first(facts.asked, asked) };
		}
		case 'invitation.edited':
			return { ...facts, edited: last(facts.edited, { ...said, message: fact.message }) };
		case 'invitation.cancelled':
			return { ...facts, cancelled: first(facts.cancelled, { ...said, staff: fact.staff }) };
		case 'invitation.accepted': {
			const { accounts, email, expiresAt } = fact;
			return { ...facts, accepted: first(facts.accepted, { ...said, accounts, email, expiresAt }) };
		}
		case 'invitation.sent':
			return { ...facts, sent: first(facts.sent, { ...said, reply: fact.reply }) };
		case 'invitation.bounced':
			return { ...facts, bounced: first(facts.bounced, { ...said, reply: fact.reply }) };
		case 'invitation.expired':
			return { ...facts, expired: first(facts.expired, said) };
		case 'invitation.refused':
			return {
				...facts,
				refused: ofEach(facts.refused, fact.accounts, { ...said, reason: fact.reason, until: fact.until ?? null }),
			};
		case 'invitation.duplicate':
			return { ...facts, duplicate: ofEach(facts.duplicate, fact.accounts, { ...said, of: fact.of }) };
		case 'invitation.activated':
			return { ...facts, activated: ofEach(facts.activated, fact.accounts, said) };
		case 'invitation.replaced':
			return { ...facts, replaced: ofEach(facts.replaced, fact.accounts, { ...said, by: fact.by }) };
		case 'invitation.withdrawn':
			return { ...facts, withdrawn: ofEach(facts.withdrawn, fact.accounts, { ...said, reason: fact.reason }) };
	}
}

/** The message as it was last written. */
export function messageOf(facts: InvitationFacts): string {
	return facts.edited?.message ?? facts.asked?.message ?? '';
}

/**
 * What a request has come to for one of its accounts, and since when (ms since 1970; null: not said).
 * @param now ms since 1970: an open invitation whose time is over has expired, also before anybody says so
 */
export function invitationState(
	facts: InvitationFacts,
	account: AccountId,
	now: number,
): { state: InvitationState; since: number | null } {
	const { accepted, sent, bounced, expired, cancelled } = facts;
	const state = (state: InvitationState, word: { at: Stamp } | null | undefined) => ({
		state,
		since: word === null || word === undefined ? null : stampTime(word.at),
	});
	if (facts.activated[account] !== undefined) return state('activated', facts.activated[account]);
	const invited = accepted?.accounts.includes(account) === true ? accepted : null;
	if (invited === null) {
		if (cancelled !== null) return state('cancelled', cancelled);
		if (facts.duplicate[account] !== undefined) return state('duplicate', facts.duplicate[account]);
		if (facts.refused[account] !== undefined) return state('refused', facts.refused[account]);
		return state('queued', facts.asked);
	}
	if (facts.withdrawn[account] !== undefined) return state('withdrawn', facts.withdrawn[account]);
	if (facts.replaced[account] !== undefined) return state('replaced', facts.replaced[account]);
	if (bounced !== null) return state('bounced', bounced);
	if (expired !== null) return state('expired', expired);
	if (invited.expiresAt <= now) return { state: 'expired', since: invited.expiresAt };
	return sent !== null ? state('sent', sent) : state('accepted', invited);
}

/** A contact's access to an account, as its requests and the switch say it. */
export interface Access {
	state: AccessState;
	/** ms since 1970 */
	since: number | null;
	/** The request that `state` speaks of. */
	request: InvitationId | null;
	/** Who asked for it. */
	by: StaffId | null;
	/** Mails that the relay took on for this contact and account. */
	mails: number;
	/** ms since 1970, of the last of them; the brake counts from it. */
	lastMail: number | null;
	expiresAt: number | null;
	/** The last request that the relay refused, when it came after `request`: what was asked and will not happen, until when (ms). */
	refusal: { reason: InviteRefusal; until: number | null } | null;
}

/**
 * What a contact's access to an account has come to.
 * @param all the facts of every request that names this contact and account
 * @param accounts the account, and those that were merged into it
 * @param open whether LOGIN is on and the account is in use
 */
export function accessOf(all: readonly InvitationFacts[], accounts: readonly AccountId[], open: boolean, now: number): Access {
	const requests = all
		.flatMap((facts) => {
			const own = accounts.length === 1 ? accounts : accounts.filter((account) => facts.asked?.accounts.includes(account));
			return own.map((account) => ({ facts, account, ...invitationState(facts, account, now) }));
		})
		.sort((a, b) => compare(a.facts, b.facts));
	const mailed = requests.filter(({ facts, account }) => facts.accepted?.accounts.includes(account) === true);
	const active = requests.find(({ state }) => state === 'activated');
	const told = requests.filter(({ state }) => !['cancelled', 'duplicate', 'refused'].includes(state));
	const refused = requests.findLast(({ state }) => state === 'refused');
	const shown = active ?? told.at(-1) ?? refused;
	const lastMail = mailed.at(-1)?.facts.accepted;
	const word = refused?.facts.refused[refused.account];
	const later = refused !== undefined && (shown === undefined || requests.indexOf(refused) >= requests.indexOf(shown));
	return {
		state: open ? ((shown?.state as AccessState | undefined) ?? 'not-invited') : 'off',
		since: shown?.since ?? null,
		request: shown?.facts.request ?? null,
		by: shown?.facts.asked?.staff ?? null,
		mails: new Set(mailed.map(({ facts }) => facts.request)).size,
		lastMail: lastMail === undefined || lastMail === null ? null : stampTime(lastMail.at),
		expiresAt: shown?.facts.accepted?.expiresAt ?? null,
		refusal: later && active === undefined && word !== undefined ? { reason: word.reason, until: word.until } : null,
	};
}

/** The requests' order: as the relay decided on them; those that it has not seen come last, as they were asked. */
function compare(a: InvitationFacts, b: InvitationFacts): number {
	const [left, right] = [decidedAt(a), decidedAt(b)];
	if (left !== right) return left < right ? -1 : 1;
	return (a.asked?.at ?? 0) - (b.asked?.at ?? 0) || (a.request < b.request ? -1 : 1);
}

function decidedAt(facts: InvitationFacts): number {
	const words = [facts.accepted, ...Object.values(facts.refused), ...Object.values(facts.duplicate)];
	return Math.min(...words.map((word) => word?.at ?? Infinity));
}

function isBefore(a: Word<object>, b: Word<object>): boolean {
	return a.at < b.at || (a.at === b.at && a.id < b.id);
}

function first<T extends Word<object>>(known: T | null | undefined, said: T): T {
	// The same event again may have been stamped anew before it left its device.
	return known !== null && known !== undefined && known.id !== said.id && !isBefore(said, known) ? known : said;
}

function last<T extends Word<object>>(known: T | null, said: T): T {
	return known !== null && !isBefore(known, said) ? known : said;
}

function ofEach<T>(known: PerAccount<T>, accounts: readonly AccountId[], said: Word<T>): PerAccount<T> {
	const words: Record<AccountId, Word<T>> = { ...known };
	for (const account of accounts) words[account] = first(words[account], said);
	return words;
}

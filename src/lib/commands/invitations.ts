import { accountDocument, contactDocument } from '../domain/document-name.ts';
import { readEmail } from '../domain/email.ts';
import type { AccountId, GroupId, InvitationId } from '../domain/ids.ts';
import {
	DAY,
	MAX_INVITED_ACCOUNTS,
	MAX_MAILS_A_DAY,
	MAX_MESSAGE,
	RESEND_PAUSE,
	type InviteRefusal,
} from '../domain/invitation.ts';
import { accessOf, type InvitationFacts } from '../domain/invitation-fold.ts';
import { stampTime } from '../domain/clock.ts';
import { tidyText } from '../domain/text.ts';
import type { Event } from '../protocol/events/event.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { InvitationRow } from '../storage/client-rows.ts';
import type { AccountRow, ContactRow, OutboxGroup } from '../storage/rows.ts';
import type { CommandResult, InviteSummary, Invitee } from './command-input.ts';
import { commit, type CommandDeps, type Draft } from './commit.ts';
import { readFirm } from './read-firm.ts';
import { DONE, refuse } from './refusals.ts';

/** People of one group. */
const PEOPLE = 100;

/**
 * Asks for one mail to each of these people about the accounts named with them. What is known here to be refused is not asked, and said so; the relay
 * looks again. Someone who has been invited is invited anew, and the older link dies.
 */
export async function requestInvitations(
	deps: CommandDeps,
	people: readonly Invitee[],
	message: string,
	progress: (done: number, total: number) => void = () => undefined,
): Promise<CommandResult<InviteSummary>> {
	const text = tidyText(message);
	if (text.length > MAX_MESSAGE) return refuse('too-long', 'message');
	const summary: InviteSummary = { requests: [], skipped: [] };
	let group: GroupId | null = null;
	for (let from = 0; from < people.length; from += PEOPLE) {
		const some = people.slice(from, from + PEOPLE);
		const done = await commit(deps, 'edited', async (draft) => ({
			ok: true,
			value: await planRequests(deps, draft, some, text),
		}));
		if (!done.ok) return done;
		summary.requests.push(...done.value.requests);
		summary.skipped.push(...done.value.skipped);
		group = done.group ?? group;
		progress(Math.min(from + PEOPLE, people.length), people.length);
	}
	return { ok: true, value: summary, group };
}

/** Writes another message, as long as the mail has not left. */
export async function editInvitation(
	deps: CommandDeps,
	request: InvitationId,
	message: string,
): Promise<CommandResult<void>> {
	const text = tidyText(message);
	if (text.length > MAX_MESSAGE) return refuse('too-long', 'message');
	return commit(deps, 'edited', async (draft) => {
		const facts = (await draft.tx.invitations.get(request))?.facts;
		if (facts?.asked == null) return refuse('invitation-unknown');
		if (hasLeft(facts)) return refuse('invitation-left');
		const waiting = await findWaiting(draft.tx, facts, request);
		if (waiting === null) {
			draft.say(aboutOf(facts), { type: 'invitation.edited', request, message: text, staff: deps.profile.staffId });
			return DONE;
		}
		const rewritten = (event: Event): Event =>
			event.type === 'invitation.requested' && event.request === request ? { ...event, message: text } : event;
		const entries = waiting.entries.map((entry) =>
			entry.kind === 'event' ? { ...entry, event: rewritten(entry.event) } : entry,
		);
		await draft.tx.outbox.put({ ...waiting, entries });
		const row = await draft.tx.events.get(facts.asked.id);
		if (row !== undefined) await draft.tx.events.put({ ...row, event: rewritten(row.event) });
		await draft.tx.invitations.put({
			request,
			contact: facts.asked.contact,
			facts: { ...facts, asked: { ...facts.asked, message: text } },
		});
		return DONE;
	});
}

/** Takes a request back: one that was never offered to the relay is gone; of any other its mail does not leave, or its link dies. */
export async function cancelInvitation(deps: CommandDeps, request: InvitationId): Promise<CommandResult<void>> {
	return commit(deps, 'edited', async (draft) => {
		const facts = (await draft.tx.invitations.get(request))?.facts;
		if (facts?.asked == null) return refuse('invitation-unknown');
		if (Object.keys(facts.activated).length > 0) return refuse('invitation-left');
		const waiting = await findWaiting(draft.tx, facts, request);
		if (waiting === null) {
			draft.say(aboutOf(facts), { type: 'invitation.cancelled', request, staff: deps.profile.staffId });
			return DONE;
		}
		const entries = waiting.entries.filter((entry) => entry.kind !== 'event' || !isRequest(entry.event, request));
		if (entries.length === 0) await draft.tx.outbox.delete(waiting.order);
		else await draft.tx.outbox.put({ ...waiting, entries });
		await forgetRequest(deps, draft.tx, facts);
		return DONE;
	});
}

/** Whether a request's mail is out of reach: it was sent, or will never be. */
function hasLeft(facts: InvitationFacts): boolean {
	return (
		facts.sent !== null || facts.bounced !== null || facts.cancelled !== null || Object.keys(facts.activated).length > 0
	);
}

/** The waiting group of a request that no relay can have seen; null when one may. */
async function findWaiting(
	tx: BookTransaction,
	facts: InvitationFacts,
	request: InvitationId,
): Promise<OutboxGroup | null> {
	const contact = facts.asked?.contact;
	const groups = contact === undefined ? [] : await tx.outbox.ofDocument(contactDocument(contact));
	const group = groups.find(({ entries }) =>
		entries.some((entry) => entry.kind === 'event' && isRequest(entry.event, request)),
	);
	return group === undefined || group.state !== 'waiting' || group.renewed ? null : group;
}

/** Leaves nothing of a request that never left this device. */
async function forgetRequest(deps: CommandDeps, tx: BookTransaction, facts: InvitationFacts): Promise<void> {
	if (facts.asked === null) return;
	await tx.events.delete(facts.asked.id);
	await tx.invitations.delete(facts.request);
	const open = await deps.documents.open(tx, facts.asked.accounts.map(accountDocument));
	await deps.project(tx, open);
}

/** Gives requests up that were set aside with their group: they are shown as waiting no longer. */
export async function forgetRequests(deps: CommandDeps, tx: BookTransaction, group: OutboxGroup): Promise<void> {
	for (const entry of group.entries) {
		if (entry.kind !== 'event' || entry.event.type !== 'invitation.requested') continue;
		const facts = (await tx.invitations.get(entry.event.request))?.facts;
		if (facts !== undefined) await forgetRequest(deps, tx, facts);
	}
}

function isRequest(event: Event, request: InvitationId): boolean {
	return event.type === 'invitation.requested' && event.request === request;
}

function aboutOf(facts: InvitationFacts) {
	return facts.asked === null
		? []
		: [contactDocument(facts.asked.contact), ...facts.asked.accounts.map(accountDocument)];
}

async function planRequests(
	deps: CommandDeps,
	draft: Draft,
	people: readonly Invitee[],
	message: string,
): Promise<InviteSummary> {
	const { tx } = draft;
	const summary: InviteSummary = { requests: [], skipped: [] };
	const contacts = await tx.contacts.getMany(people.map(({ contact }) => contact));
	const accountIds = [...new Set(people.flatMap(({ accounts }) => accounts))];
	const accounts = new Map(
		(await tx.accounts.getMany(accountIds)).flatMap((row) => (row === undefined ? [] : [[row.id, row] as const])),
	);
	const known = await tx.invitations.ofContacts(contacts.flatMap((row) => (row === undefined ? [] : [row.id, ...(row.merged ?? [])])));
	const { language } = await readFirm(deps, tx);
	const now = deps.platform.now() + ((await tx.meta('clockOffset')) ?? 0);
	for (const [i, { contact, accounts: wanted }] of people.entries()) {
		const person = contacts[i];
		const own: InvitationRow['contact'][] = [contact, ...(person?.merged ?? [])];
		const facts = known.filter((row) => own.includes(row.contact)).map((row) => row.facts);
		const asked: AccountId[] = [];
		for (const account of new Set(wanted)) {
			const refusal = refusalOf(person, accounts.get(account), facts, now);
			if (refusal === null && asked.length < MAX_INVITED_ACCOUNTS) asked.push(account);
			else
				summary.skipped.push({
					contact,
					account,
					reason: refusal?.reason ?? 'too-many',
					until: refusal?.until ?? null,
				});
		}
		if (person === undefined || asked.length === 0) continue;
		const request = deps.platform.uuid() as InvitationId;
		summary.requests.push(request);
		draft.say([contactDocument(contact), ...asked.map(accountDocument)], {
			type: 'invitation.requested',
			request,
			contact,
			accounts: asked,
			email: person.email,
			message,
			language: person.language ?? language,
			knows: knownRequests(facts, asked.flatMap((id) => withMerged(accounts.get(id)))),
			staff: deps.profile.staffId,
		});
	}
	return summary;
}

/** What this device knows that the relay would refuse. */
function refusalOf(
	person: ContactRow | undefined,
	account: AccountRow | undefined,
	facts: readonly InvitationFacts[],
	now: number,
): { reason: InviteRefusal; until: number | null } | null {
	const because = (reason: InviteRefusal, until: number | null = null) => ({ reason, until });
	if (person === undefined || person.status !== 'active' || account === undefined) return because('no-access');
	if (account.status !== 'active') return because('archived');
	const reading = readEmail(person.email);
	if (reading.kind !== 'address' || reading.address !== person.email) return because('no-email');
	if (!account.links.some(({ contact, login }) => contact === person.id && login)) return because('no-access');
	const access = accessOf(facts, withMerged(account), true, now);
	if (access.state === 'activated') return because('already-active');
	// A second press, before the relay has answered the first: one request is enough.
	if (access.state === 'queued') return because('too-soon');
	if (access.lastMail !== null && access.lastMail + RESEND_PAUSE > now && access.state !== 'withdrawn')
		return because('too-soon', access.lastMail + RESEND_PAUSE);
	const mails = facts
		.flatMap(({ accepted }) => (accepted === null ? [] : [stampTime(accepted.at)]))
		.filter((at) => at > now - DAY);
	const first = mails.sort((a, b) => a - b)[mails.length - MAX_MAILS_A_DAY];
	return first === undefined ? null : because('too-many', first + DAY);
}

/** An account, and those that it stands for. */
function withMerged(account: AccountRow | undefined): AccountId[] {
	return account === undefined ? [] : [account.id, ...(account.merged ?? [])];
}

/** The requests about any of these accounts, the latest first: what the asker may be taken to know. */
function knownRequests(facts: readonly InvitationFacts[], accounts: readonly AccountId[]): InvitationId[] {
	return facts
		.filter(({ asked }) => asked?.accounts.some((account) => accounts.includes(account)))
		.sort((a, b) => (b.asked?.at ?? 0) - (a.asked?.at ?? 0))
		.map(({ request }) => request)
		.slice(0, MAX_INVITED_ACCOUNTS);
}

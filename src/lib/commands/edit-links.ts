import { accountDocument, contactDocument } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { AccountId, ContactId } from '../domain/ids.ts';
import { linkField, type LinkSwitches } from '../domain/link.ts';
import type { AccountRow } from '../storage/rows.ts';
import type { CommandResult, NewContact } from './command-input.ts';
import { commit, type CommandDeps } from './commit.ts';
import { liveAccount, liveContact } from './edit-records.ts';
import { LabelPlan, NOTHING_CARRIED } from './label-plan.ts';
import { checkContact, linkValues, newRecord, switchProblems, withoutEmpty } from './new-records.ts';
import { DONE, refuse, unknownRecord } from './refusals.ts';

/** Links a contact who is in the book. */
export async function linkContact(deps: CommandDeps, account: AccountId, contact: ContactId, switches: LinkSwitches): Promise<CommandResult<void>> {
	return commit(deps, 'edited', async (draft) => {
		const row = await liveAccount(draft.tx, account);
		const person = await liveContact(draft.tx, contact);
		if (row === undefined) return unknownRecord();
		if (person === undefined) return refuse('contact-unknown', 'contact');
		if (row.contactIds.includes(person.id)) return refuse('contact-twice', 'contact');
		if (switches.login && row.status === 'archived') return refuse('account-archived', 'login');
		const problems = switchProblems(person.email, switches, '');
		if (problems.length > 0) return { ok: false, problems };
		draft.change(accountDocument(row.id), { ...keptLinks(row), ...linkValues(person.id, switches, nextLinkTime(deps, row)) });
		return DONE;
	});
}

/** Creates a person and links them to an account, in one group. */
export async function addContact(deps: CommandDeps, account: AccountId, input: NewContact, switches: LinkSwitches): Promise<CommandResult<ContactId>> {
	const checked = checkContact(deps, input, '');
	if (!checked.ok) return checked;
	const problems = switchProblems(String(checked.values.email ?? ''), switches, '');
	if (problems.length > 0) return { ok: false, problems };
	const contact = deps.platform.uuid() as ContactId;
	return commit(deps, 'edited', async (draft) => {
		const row = await liveAccount(draft.tx, account);
		if (row === undefined) return unknownRecord();
		if (switches.login && row.status === 'archived') return refuse('account-archived', 'login');
		const labels = await LabelPlan.open(deps, draft);
		const own = withoutEmpty(labels.values('contact', input, NOTHING_CARRIED, '', true));
		if (labels.problems.length > 0) return { ok: false, problems: labels.problems };
		labels.make(draft);
		draft.create(contactDocument(contact), newRecord({ ...checked.values, ...own }, deps.profile.staffId, draft.at));
		draft.change(accountDocument(row.id), { ...keptLinks(row), ...linkValues(contact, switches, nextLinkTime(deps, row)) });
		return { ok: true, value: contact };
	});
}

/** Takes a contact out of an account; the last one stays. The person remains in the book. */
export async function unlinkContact(deps: CommandDeps, account: AccountId, contact: ContactId): Promise<CommandResult<void>> {
	return commit(deps, 'edited', async (draft) => {
		const row = await liveAccount(draft.tx, account);
		if (row === undefined) return unknownRecord();
		const id = (await draft.tx.contacts.get(contact))?.mergedInto ?? contact;
		if (!row.contactIds.includes(id)) return refuse('contact-unknown', 'contact');
		if (row.contactIds.length === 1) return refuse('last-contact', 'contact');
		draft.change(accountDocument(row.id), { [linkField(id, 'present')]: false, [linkField(id, 'login')]: false });
		return DONE;
	});
}

/** Turns switches of a link on or off. LOGIN stays off while the account is archived. */
export async function setSwitches(
	deps: CommandDeps,
	account: AccountId,
	contact: ContactId,
	switches: Partial<LinkSwitches>,
): Promise<CommandResult<void>> {
	return commit(deps, 'edited', async (draft) => {
		const row = await liveAccount(draft.tx, account);
		const person = await liveContact(draft.tx, contact);
		if (row === undefined) return unknownRecord();
		if (person === undefined || !row.contactIds.includes(person.id)) return refuse('contact-unknown', 'contact');
		if (switches.login && row.status === 'archived') return refuse('account-archived', 'login');
		const problems = switchProblems(person.email, switches, '');
		if (problems.length > 0) return { ok: false, problems };
		draft.change(accountDocument(row.id), { ...keptLinks(row), ...switchValues(person.id, switches) });
		return DONE;
	});
}

/** The registers of the switches that are named. */
export function switchValues(contact: ContactId, switches: Partial<LinkSwitches>): Record<string, FieldValue> {
	const values: Record<string, FieldValue> = {};
	for (const part of ['login', 'notify', 'sync'] as const) {
		const wanted = switches[part];
		if (wanted !== undefined) values[linkField(contact, part)] = wanted;
	}
	return values;
}

/** Whoever a rule kept linked is linked by hand once somebody works on the account's links. */
export function keptLinks(row: AccountRow): Record<string, FieldValue> {
	const kept = row.repairs.filter(({ kind }) => kind === 'contact-kept');
	return Object.fromEntries(kept.map(({ contact }) => [linkField(contact, 'present'), true]));
}

function nextLinkTime(deps: CommandDeps, { links }: AccountRow): number {
	return Math.max(deps.platform.now(), ...links.map((link) => link.linkedAt + 1));
}

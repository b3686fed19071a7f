import { accountDocument, contactDocument } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { AccountId, ContactId } from '../domain/ids.ts';
import { linkField, type LinkSwitches } from '../domain/link.ts';
import { accountChecks, checkFields, contactChecks } from './check-input.ts';
import type { AccountChanges, CommandResult, ContactChanges, InputProblem, NewContact } from './command-input.ts';
import { commit, type CommandDeps } from './commit.ts';
import { checkContact, linkValues, newRecord, switchProblems } from './create-account.ts';

const DONE: CommandResult<void> = { ok: true, value: undefined };

/** Changes fields of an account; what says nothing new is left out. */
export async function editAccount(deps: CommandDeps, id: AccountId, changes: AccountChanges): Promise<CommandResult<void>> {
	const checked = checkFields(changes, accountChecks);
	if (!checked.ok) return checked;
	return commit(deps, 'edited', async (draft) => {
		const row = await draft.tx.accounts.get(id);
		if (row === undefined) return unknownRecord();
		if ((changes.type ?? row.type) === 'company' && (checked.values.companyName ?? row.companyName) === '') {
			return refuse({ field: 'companyName', problem: 'required' });
		}
		draft.change(accountDocument(id), checked.values);
		return DONE;
	});
}

/** Changes fields of a contact. An address can't be emptied while a switch of some account needs it. */
export async function editContact(deps: CommandDeps, id: ContactId, changes: ContactChanges): Promise<CommandResult<void>> {
	const checked = checkFields(changes, contactChecks);
	if (!checked.ok) return checked;
	return commit(deps, 'edited', async (draft) => {
		const row = await draft.tx.contacts.get(id);
		if (row === undefined) return unknownRecord();
		const name = { firstName: row.firstName, lastName: row.lastName, ...checked.values };
		if (name.firstName === '' && name.lastName === '') return refuse({ field: 'firstName' in changes ? 'firstName' : 'lastName', problem: 'required' });
		if (checked.values.email === '') {
			for (const account of await draft.tx.accounts.getMany(row.accounts)) {
				const link = account?.links.find(({ contact }) => contact === id);
				if (link?.login || link?.notify) return refuse({ field: 'email', problem: 'email-needed' });
			}
		}
		draft.change(contactDocument(id), checked.values);
		return DONE;
	});
}

/** Links a contact who is in the book. */
export async function linkContact(deps: CommandDeps, account: AccountId, contact: ContactId, switches: LinkSwitches): Promise<CommandResult<void>> {
	return commit(deps, 'edited', async (draft) => {
		const row = await draft.tx.accounts.get(account);
		const person = await draft.tx.contacts.get(contact);
		if (row === undefined) return unknownRecord();
		if (person === undefined) return refuse({ field: 'contact', problem: 'contact-unknown' });
		if (row.contactIds.includes(contact)) return refuse({ field: 'contact', problem: 'contact-twice' });
		const problems = switchProblems(person.email, switches, '');
		if (problems.length > 0) return { ok: false, problems };
		draft.change(accountDocument(account), linkValues(contact, switches, nextLinkTime(deps, row.links)));
		return DONE;
	});
}

/** Creates a person and links them to an account, in one group. */
export async function addContact(deps: CommandDeps, account: AccountId, input: NewContact, switches: LinkSwitches): Promise<CommandResult<ContactId>> {
	const checked = checkContact(input, '');
	if (!checked.ok) return checked;
	const problems = switchProblems(String(checked.values.email ?? ''), switches, '');
	if (problems.length > 0) return { ok: false, problems };
	const contact = deps.platform.uuid() as ContactId;
	return commit(deps, 'edited', async (draft) => {
		const row = await draft.tx.accounts.get(account);
		if (row === undefined) return unknownRecord();
		draft.create(contactDocument(contact), newRecord(checked.values, deps.profile.staffId, draft.at));
		draft.change(accountDocument(account), linkValues(contact, switches, nextLinkTime(deps, row.links)));
		return { ok: true, value: contact };
	});
}

/** Takes a contact out of an account; the last one stays. The person remains in the book. */
export async function unlinkContact(deps: CommandDeps, account: AccountId, contact: ContactId): Promise<CommandResult<void>> {
	return commit(deps, 'edited', async (draft) => {
		const row = await draft.tx.accounts.get(account);
		if (row === undefined) return unknownRecord();
		if (!row.contactIds.includes(contact)) return refuse({ field: 'contact', problem: 'contact-unknown' });
		if (row.contactIds.length === 1) return refuse({ field: 'contact', problem: 'last-contact' });
		draft.change(accountDocument(account), { [linkField(contact, 'present')]: false, [linkField(contact, 'login')]: false });
		return DONE;
	});
}

/** Turns switches of a link on or off. */
export async function setSwitches(
	deps: CommandDeps,
	account: AccountId,
	contact: ContactId,
	switches: Partial<LinkSwitches>,
): Promise<CommandResult<void>> {
	return commit(deps, 'edited', async (draft) => {
		const row = await draft.tx.accounts.get(account);
		const person = await draft.tx.contacts.get(contact);
		if (row === undefined) return unknownRecord();
		if (person === undefined || !row.contactIds.includes(contact)) return refuse({ field: 'contact', problem: 'contact-unknown' });
		const problems = switchProblems(person.email, switches, '');
		if (problems.length > 0) return { ok: false, problems };
		const values: Record<string, FieldValue> = {};
		for (const part of ['login', 'notify', 'sync'] as const) {
			const wanted = switches[part];
			if (wanted !== undefined) values[linkField(contact, part)] = wanted;
		}
		draft.change(accountDocument(account), values);
		return DONE;
	});
}

function nextLinkTime(deps: CommandDeps, links: readonly { linkedAt: number }[]): number {
	return Math.max(deps.platform.now(), ...links.map((link) => link.linkedAt + 1));
}

export function refuse(problem: InputProblem): { ok: false; problems: InputProblem[] } {
	return { ok: false, problems: [problem] };
}

export function unknownRecord(): { ok: false; problems: InputProblem[] } {
	return refuse({ field: '', problem: 'record-unknown' });
}

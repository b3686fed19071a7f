import { EMPTY_ADDRESS, isEmptyAddress } from '../domain/address.ts';
import { accountDocument, contactDocument } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { AccountId, ContactId } from '../domain/ids.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { AccountRow, ContactRow } from '../storage/rows.ts';
import { accountChecks, checkFields, contactChecks } from './check-input.ts';
import type { AccountChanges, CommandResult, ContactChanges } from './command-input.ts';
import { commit, type CommandDeps, type Draft } from './commit.ts';
import { LabelPlan, type Carried, type LabelInput } from './label-plan.ts';
import { isFuture } from './new-records.ts';
import { DONE, refuse, unknownRecord } from './refusals.ts';

/** What an individual does not have is emptied, where it is not empty already. */
export function withoutCompany({ companyName, companyAddress, siren }: AccountRow): Record<string, FieldValue> {
	return {
		...(companyName === '' ? {} : { companyName: '' }),
		...(siren === '' ? {} : { siren: '' }),
		...(isEmptyAddress(companyAddress) ? {} : { companyAddress: { ...EMPTY_ADDRESS } }),
	};
}

/** Changes fields of an account; what says nothing new is left out. One that becomes an individual keeps no company fields. */
export async function editAccount(deps: CommandDeps, id: AccountId, changes: AccountChanges): Promise<CommandResult<void>> {
	const checked = checkFields(changes, accountChecks);
	if (!checked.ok) return checked;
	return commit(deps, 'edited', async (draft) => {
		const row = await liveAccount(draft.tx, id);
		if (row === undefined) return unknownRecord();
		const type = changes.type ?? row.type;
		if (type === 'company' && (checked.values.companyName ?? row.companyName) === '') return refuse('required', 'companyName');
		const company: Record<string, FieldValue> = changes.type === 'individual' ? withoutCompany(row) : {};
		const labels = await labelValues(deps, draft, 'account', changes, row);
		if (!labels.ok) return labels;
		draft.change(accountDocument(row.id), onlyNew({ ...checked.values, ...company, ...labels.values }, row));
		return DONE;
	});
}

/** Changes fields of a contact. An address can't be emptied while a switch of some account needs it. */
export async function editContact(deps: CommandDeps, id: ContactId, changes: ContactChanges): Promise<CommandResult<void>> {
	const checked = checkFields(changes, contactChecks);
	if (!checked.ok) return checked;
	if (isFuture(deps, checked.values.birthDate)) return refuse('date-future', 'birthDate');
	return commit(deps, 'edited', async (draft) => {
		const row = await liveContact(draft.tx, id);
		if (row === undefined) return unknownRecord();
		const name = { firstName: row.firstName, lastName: row.lastName, ...checked.values };
		if (name.firstName === '' && name.lastName === '') return refuse('required', 'firstName' in changes ? 'firstName' : 'lastName');
		if (checked.values.email === '' && (await needsEmail(draft.tx, row))) return refuse('email-needed', 'email');
		const labels = await labelValues(deps, draft, 'contact', changes, row);
		if (!labels.ok) return labels;
		draft.change(contactDocument(row.id), { ...checked.values, ...labels.values });
		return DONE;
	});
}

/** An account that is there and not deleted; of one that was merged the one that stands for it. */
export async function liveAccount(tx: BookTransaction, id: AccountId): Promise<AccountRow | undefined> {
	const named = await tx.accounts.get(id);
	const row = named?.mergedInto === undefined ? named : await tx.accounts.get(named.mergedInto);
	return row?.status === 'deleted' ? undefined : row;
}

/** A contact who is there and not deleted; of one who was merged the one that stands. */
export async function liveContact(tx: BookTransaction, id: ContactId): Promise<ContactRow | undefined> {
	const named = await tx.contacts.get(id);
	const row = named?.mergedInto === undefined ? named : await tx.contacts.get(named.mergedInto);
	return row?.status === 'deleted' ? undefined : row;
}

/** Whether a switch of some account needs a contact's e-mail address. */
export async function needsEmail(tx: BookTransaction, contact: ContactRow): Promise<boolean> {
	const accounts = await tx.accounts.getMany(contact.accounts);
	return accounts.some((account) => account?.links.some((link) => link.contact === contact.id && (link.login || link.notify)));
}

/** Company fields that are empty already are not emptied again. */
function onlyNew(values: Record<string, FieldValue>, row: AccountRow): Record<string, FieldValue> {
	const { companyName, companyAddress, siren, ...rest } = values;
	const address = companyAddress as typeof row.companyAddress | undefined;
	const kept: Record<string, FieldValue> = { ...rest };
	if (companyName !== undefined && companyName !== row.companyName) kept.companyName = companyName;
	if (siren !== undefined && siren !== row.siren) kept.siren = siren;
	const sameAddress = address === undefined || Object.entries(address).every(([part, value]) => row.companyAddress[part as keyof typeof address] === value);
	if (!sameAddress) kept.companyAddress = { ...address };
	return kept;
}

async function labelValues(deps: CommandDeps, draft: Draft, kind: 'account' | 'contact', changes: LabelInput, carried: Carried) {
	if (changes.tags === undefined && changes.newTags === undefined && changes.custom === undefined) return { ok: true as const, values: {} };
	const plan = await LabelPlan.open(deps, draft);
	const values = plan.values(kind, changes, carried, '', false);
	if (plan.problems.length > 0) return { ok: false as const, problems: plan.problems };
	plan.make(draft);
	return { ok: true as const, values };
}

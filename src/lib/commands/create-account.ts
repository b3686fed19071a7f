import type { ACCOUNT_DEFAULTS } from '../domain/account.ts';
import { isEmptyAddress } from '../domain/address.ts';
import type { Stamp } from '../domain/clock.ts';
import { accountDocument, contactDocument } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import { accountId, type AccountId, type ContactId, type StaffId } from '../domain/ids.ts';
import { linkField, type LinkSwitches } from '../domain/link.ts';
import { accountChecks, checkFields, contactChecks } from './check-input.ts';
import type { CommandResult, InputProblem, NewAccount, NewContact } from './command-input.ts';
import { commit, type CommandDeps, type Draft } from './commit.ts';

interface PlannedContact {
	id: ContactId;
	/** The values of a person to create; null links one who is there. */
	values: Record<string, FieldValue> | null;
	switches: LinkSwitches;
}

/**
 * Creates an account with its contacts and links, in one group. The same id again answers as the first time and writes nothing.
 * Company fields given for an individual are left out.
 */
export async function createAccount(deps: CommandDeps, input: NewAccount): Promise<CommandResult<{ account: AccountId; contacts: ContactId[] }>> {
	const { problems, values, contacts } = checkAccount(deps, input);
	if (problems.length > 0) return { ok: false, problems };
	const account = accountId.parse(input.id ?? deps.platform.uuid());
	return commit(deps, 'created', async (draft) => {
		const known = await draft.tx.accounts.get(account);
		if (known !== undefined) return { ok: true, value: { account, contacts: known.contactIds } };
		const missing = await findProblems(contacts, (ids) => draft.tx.contacts.getMany(ids));
		if (missing.length > 0) return { ok: false, problems: missing };
		planAccount(deps, draft, account, values, contacts);
		return { ok: true, value: { account, contacts: contacts.map(({ id }) => id) } };
	});
}

/**
 * Creates several accounts with new contacts in one group, for input that is known to be good.
 * @throws Error when one of them would be refused; nothing is written then
 */
export async function createAccounts(deps: CommandDeps, inputs: readonly NewAccount[]): Promise<void> {
	const checked = inputs.map((input) => checkAccount(deps, input));
	const refused = checked.find(({ problems }) => problems.length > 0);
	if (refused !== undefined) throw new Error(`refused: ${refused.problems.map(({ field, problem }) => `${field} ${problem}`).join(', ')}`);
	await commit(deps, 'created', async (draft) => {
		for (const { values, contacts } of checked) planAccount(deps, draft, accountId.parse(deps.platform.uuid()), values, contacts);
	});
}

function planAccount(
	deps: CommandDeps,
	draft: Draft,
	account: AccountId,
	values: Record<string, FieldValue>,
	contacts: readonly PlannedContact[],
): void {
	const links: Record<string, FieldValue> = {};
	const linkedAt = deps.platform.now();
	for (const [i, contact] of contacts.entries()) {
		if (contact.values !== null) draft.create(contactDocument(contact.id), newRecord(contact.values, deps.profile.staffId, draft.at));
		Object.assign(links, linkValues(contact.id, contact.switches, linkedAt + i));
	}
	draft.create(accountDocument(account), newRecord({ ...values, ...links }, deps.profile.staffId, draft.at));
}

/** Creates a contact that no account links yet. */
export async function createContact(deps: CommandDeps, input: NewContact): Promise<CommandResult<ContactId>> {
	const checked = checkContact(input, '');
	if (!checked.ok) return checked;
	const id = deps.platform.uuid() as ContactId;
	return commit(deps, 'created', async (draft) => {
		draft.create(contactDocument(id), newRecord(checked.values, deps.profile.staffId, draft.at));
		return { ok: true, value: id };
	});
}

/** What a person's fields must be, beyond each field by itself: a first or a last name. */
export function checkContact(input: NewContact, path: string) {
	const checked = checkFields(input, contactChecks, path);
	if (!checked.ok) return checked;
	if (checked.values.firstName === '' && checked.values.lastName === '') {
		return { ok: false as const, problems: [{ field: `${path}lastName`, problem: 'required' as const }] };
	}
	return { ok: true as const, values: withoutEmpty(checked.values) };
}

/** The registers that make a link. `linkedAt`: ms since 1970, orders the contacts. */
export function linkValues(contact: ContactId, switches: LinkSwitches, linkedAt: number): Record<string, FieldValue> {
	return {
		[linkField(contact, 'present')]: true,
		[linkField(contact, 'linkedAt')]: linkedAt,
		[linkField(contact, 'login')]: switches.login,
		[linkField(contact, 'notify')]: switches.notify,
		[linkField(contact, 'sync')]: switches.sync,
	};
}

/** Who can be linked: LOGIN and NOTIFY need an address. */
export function switchProblems(email: string, switches: Partial<LinkSwitches>, path: string): InputProblem[] {
	if (email !== '') return [];
	return (['login', 'notify'] as const).filter((name) => switches[name]).map((name) => ({ field: `${path}${name}`, problem: 'email-needed' }));
}

export function newRecord(values: Record<string, FieldValue>, staff: StaffId, at: Stamp): Record<string, FieldValue> {
	return { ...values, createdBy: staff, createdAt: at };
}

function checkAccount(deps: CommandDeps, input: NewAccount) {
	const { companyName, companyAddress, contacts: given, ...rest } = input;
	const company = input.type === 'company';
	const checked = checkFields(company ? { ...rest, companyName, companyAddress } : rest, accountChecks);
	const problems: InputProblem[] = checked.ok ? [] : [...checked.problems];
	const values = checked.ok ? withoutEmpty(checked.values) : {};
	if (company && checked.ok && checked.values.companyName === '') problems.push({ field: 'companyName', problem: 'required' });
	if (given.length === 0) problems.push({ field: 'contacts', problem: 'contact-required' });
	const contacts: PlannedContact[] = [];
	for (const [i, contact] of given.entries()) {
		const path = `contacts/${i}/`;
		if ('link' in contact) {
			contacts.push({ id: contact.link, values: null, switches: contact.switches });
			continue;
		}
		const person = checkContact(contact.create, path);
		if (!person.ok) problems.push(...person.problems);
		else {
			problems.push(...switchProblems(String(person.values.email ?? ''), contact.switches, path));
			contacts.push({ id: deps.platform.uuid() as ContactId, values: person.values, switches: contact.switches });
		}
	}
	return { problems, values, contacts };
}

/** What only the book can tell of linked contacts: unknown, twice, or without the address that a switch needs. */
async function findProblems(
	contacts: readonly PlannedContact[],
	read: (ids: ContactId[]) => Promise<({ email: string } | undefined)[]>,
): Promise<InputProblem[]> {
	const problems: InputProblem[] = [];
	const seen = new Set<ContactId>();
	const linked = contacts.filter((contact) => contact.values === null);
	const rows = linked.length === 0 ? [] : await read(linked.map(({ id }) => id));
	for (const [i, contact] of contacts.entries()) {
		if (seen.has(contact.id)) problems.push({ field: `contacts/${i}`, problem: 'contact-twice' });
		seen.add(contact.id);
		if (contact.values !== null) continue;
		const row = rows[linked.indexOf(contact)];
		if (row === undefined) problems.push({ field: `contacts/${i}`, problem: 'contact-unknown' });
		else problems.push(...switchProblems(row.email, contact.switches, `contacts/${i}/`));
	}
	return problems;
}

/** A new record holds only what was filled in; the type always. */
function withoutEmpty(values: Record<string, FieldValue>): Record<string, FieldValue> {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: FieldValue): boolean {
	if (value === null || value === '') return true;
	if (Array.isArray(value)) return value.length === 0;
	return typeof value === 'object' && 'street' in value && isEmptyAddress(value as unknown as typeof ACCOUNT_DEFAULTS.companyAddress);
}

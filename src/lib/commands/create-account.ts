import { generatedName, type Named } from '../domain/account.ts';
import { accountDocument, contactDocument } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { FirmSettings } from '../domain/firm-settings.ts';
import { folderField } from '../domain/folder.ts';
import { templateRegisters } from '../domain/folder-ops.ts';
import { accountId, type AccountId, type ContactId, type TemplateId } from '../domain/ids.ts';
import type { LinkSwitches } from '../domain/link.ts';
import type { ContactRow } from '../storage/rows.ts';
import { accountChecks, checkFields } from './check-input.ts';
import type { CommandResult, InputProblem, MadeAccount, NewAccount, NewContact } from './command-input.ts';
import { commit, type CommandDeps, type Draft } from './commit.ts';
import { LabelPlan, NOTHING_CARRIED } from './label-plan.ts';
import { checkContact, linkValues, newRecord, switchProblems, withoutEmpty } from './new-records.ts';
import { pickCodes } from './pick-codes.ts';
import { readFirm } from './read-firm.ts';

interface PlannedContact {
	id: ContactId;
	/** The person to create, and their own values; null links one who is there. */
	create: { input: NewContact; values: Record<string, FieldValue> } | null;
	switches: LinkSwitches;
}

interface PlannedAccount {
	id: AccountId;
	input: NewAccount;
	values: Record<string, FieldValue>;
	contacts: PlannedContact[];
}

/**
 * Creates an account with its contacts, links, tags and folders, in one group. The same id again answers as the first time and writes nothing.
 * Company fields given for an individual are left out.
 */
export async function createAccount(deps: CommandDeps, input: NewAccount): Promise<CommandResult<MadeAccount>> {
	const { problems, plan } = checkAccount(deps, input);
	if (problems.length > 0) return { ok: false, problems };
	return commit(deps, 'created', async (draft) => {
		const [known, book] = await Promise.all([draft.tx.accounts.get(plan.id), readBook(deps, draft, [plan])]);
		if (known !== undefined) return { ok: true, value: { account: plan.id, contacts: known.contactIds, name: known.name, code: known.code } };
		const { problems: found, codes } = await planAccounts(deps, draft, [plan], book, true);
		if (found.length > 0) return { ok: false, problems: found };
		const contacts = plan.contacts.map(({ id }) => id);
		return { ok: true, value: { account: plan.id, contacts, name: shownName(plan, book.people), code: codes[0] ?? '' } };
	});
}

/**
 * Creates several accounts in one group, for input that is known to be good. The firm's required fields may be missing.
 * @throws Error when one of them would be refused; nothing is written then
 */
export async function createAccounts(deps: CommandDeps, inputs: readonly NewAccount[]): Promise<void> {
	const checked = inputs.map((input) => checkAccount(deps, input));
	const bad = checked.flatMap(({ problems }) => problems);
	const result =
		bad.length > 0
			? { ok: false as const, problems: bad }
			: await commit(deps, 'created', async (draft) => {
					const plans = checked.map(({ plan }) => plan);
					const { problems } = await planAccounts(deps, draft, plans, await readBook(deps, draft, plans), false);
					return problems.length > 0 ? { ok: false, problems } : { ok: true, value: undefined };
				});
	if (!result.ok) throw new Error(`refused: ${result.problems.map(({ field, problem }) => `${field} ${problem}`).join(', ')}`);
}

/** What can be told without the book. */
function checkAccount(deps: CommandDeps, input: NewAccount): { problems: InputProblem[]; plan: PlannedAccount } {
	const { companyName, companyAddress, siren, contacts: given, ...rest } = input;
	const company = input.type === 'company';
	const checked = checkFields(company ? { ...rest, companyName, companyAddress, siren } : rest, accountChecks);
	const problems: InputProblem[] = checked.ok ? [] : [...checked.problems];
	const values = checked.ok ? withoutEmpty(checked.values) : {};
	if (company && checked.ok && checked.values.companyName === '') problems.push({ field: 'companyName', problem: 'required' });
	if (given.length === 0) problems.push({ field: 'contacts', problem: 'contact-required' });
	const contacts: PlannedContact[] = [];
	for (const [i, contact] of given.entries()) {
		const path = `contacts/${i}/`;
		if ('link' in contact) {
			contacts.push({ id: contact.link, create: null, switches: contact.switches });
			continue;
		}
		const person = checkContact(deps, contact.create, path);
		if (!person.ok) problems.push(...person.problems);
		else {
			problems.push(...switchProblems(String(person.values.email ?? ''), contact.switches, path));
			const create = { input: contact.create, values: person.values };
			contacts.push({ id: deps.platform.uuid() as ContactId, create, switches: contact.switches });
		}
	}
	return { problems, plan: { id: accountId.parse(input.id ?? deps.platform.uuid()), input, values, contacts } };
}

/** What planning accounts needs of the book. */
interface BookForPlans {
	firm: FirmSettings;
	labels: LabelPlan;
	/** The known people that the accounts link. */
	people: ReadonlyMap<ContactId, ContactRow>;
}

/** Asks the book for all of it together: each answer of the database that is waited for alone costs a turn of the page. */
async function readBook(deps: CommandDeps, draft: Draft, plans: readonly PlannedAccount[]): Promise<BookForPlans> {
	const linked = [...new Set(plans.flatMap(({ contacts }) => contacts.flatMap(({ id, create }) => (create === null ? id : []))))];
	const [firm, labels, rows] = await Promise.all([
		readFirm(deps, draft.tx),
		LabelPlan.open(deps, draft),
		linked.length === 0 ? [] : draft.tx.contacts.getMany(linked),
	]);
	return { firm, labels, people: new Map(rows.flatMap((row) => (row === undefined ? [] : [[row.id, row]]))) };
}

/** Plans accounts together. Returns their IDs, and what only the book could tell to be wrong. */
async function planAccounts(
	deps: CommandDeps,
	draft: Draft,
	plans: readonly PlannedAccount[],
	{ firm, labels, people }: BookForPlans,
	required: boolean,
): Promise<{ problems: InputProblem[]; codes: string[] }> {
	const codes = await pickCodes(draft.tx, plans.map((plan) => shownName(plan, people)), () => deps.platform.random());
	const problems: InputProblem[] = [];
	for (const [i, plan] of plans.entries()) {
		const folders = folderValues(firm, plan.input.template ?? null);
		if (folders === null) problems.push({ field: 'template', problem: 'template-unknown' });
		problems.push(...linkProblems(plan.contacts, people));
		const own = withoutEmpty(labels.values('account', plan.input, NOTHING_CARRIED, '', required));
		const links = planContacts(deps, draft, labels, plan, required);
		const values = { ...plan.values, code: codes[i] ?? '', ...own, ...links, ...folders };
		draft.create(accountDocument(plan.id), newRecord(values, deps.profile.staffId, draft.at));
	}
	problems.push(...labels.problems);
	labels.make(draft);
	return { problems, codes };
}

/** Plans the people to create; returns the registers of the links. */
function planContacts(deps: CommandDeps, draft: Draft, labels: LabelPlan, { contacts }: PlannedAccount, required: boolean): Record<string, FieldValue> {
	const links: Record<string, FieldValue> = {};
	const linkedAt = deps.platform.now();
	for (const [i, { id, create, switches }] of contacts.entries()) {
		if (create !== null) {
			const own = withoutEmpty(labels.values('contact', create.input, NOTHING_CARRIED, `contacts/${i}/`, required));
			draft.create(contactDocument(id), newRecord({ ...create.values, ...own }, deps.profile.staffId, draft.at));
		}
		Object.assign(links, linkValues(id, switches, linkedAt + i));
	}
	return links;
}

/** The folders that an account begins with: the template's, else the firm's default; none for the predefined ones. null: an unknown template. */
export function folderValues(firm: FirmSettings, template: TemplateId | null): Record<string, FieldValue> | null {
	const wanted = template ?? firm.defaultTemplate;
	if (wanted === null) return {};
	const found = firm.templates.find(({ id }) => id === wanted);
	if (found === undefined) return null;
	return Object.fromEntries([...templateRegisters(found.folders)].map(([id, folder]) => [folderField(id), folder]));
}

/** What is wrong with linked contacts: unknown, twice, or without the address that a switch needs. */
function linkProblems(contacts: readonly PlannedContact[], people: ReadonlyMap<ContactId, Named & { email: string }>): InputProblem[] {
	const problems: InputProblem[] = [];
	const seen = new Set<ContactId>();
	for (const [i, { id, create, switches }] of contacts.entries()) {
		if (seen.has(id)) problems.push({ field: `contacts/${i}`, problem: 'contact-twice' });
		seen.add(id);
		if (create !== null) continue;
		const row = people.get(id);
		if (row === undefined) problems.push({ field: `contacts/${i}`, problem: 'contact-unknown' });
		else problems.push(...switchProblems(row.email, switches, `contacts/${i}/`));
	}
	return problems;
}

/** The name that the account will be shown under. */
function shownName({ values, input, contacts }: PlannedAccount, people: ReadonlyMap<ContactId, Named>): string {
	if (typeof values.name === 'string') return values.name;
	const [first] = contacts;
	const typed = first?.create?.values;
	const person = typed === undefined ? (first && people.get(first.id)) : { firstName: text(typed.firstName), lastName: text(typed.lastName) };
	return generatedName({ type: input.type, companyName: text(values.companyName) }, person ?? null);
}

function text(value: FieldValue | undefined): string {
	return typeof value === 'string' ? value : '';
}

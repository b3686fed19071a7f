import { generatedName, type AccountType } from '../domain/account.ts';
import { EMPTY_ADDRESS, isEmptyAddress } from '../domain/address.ts';
import { accountDocument, contactDocument, recordId, type DocumentName } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import { folderField } from '../domain/folder.ts';
import { missingFolders } from '../domain/folder-ops.ts';
import { buildTree, flattenTree } from '../domain/folder-tree.ts';
import { accountId, contactId, type AccountId, type ContactId } from '../domain/ids.ts';
import type { Link } from '../domain/link.ts';
import { apartField, mergedIntoField, parseMergeField } from '../domain/merge.ts';
import { MAX_PHONES } from '../domain/contact.ts';
import { phoneKey } from '../domain/phone.ts';
import { readFolders } from '../documents/folder-reading.ts';
import { readMergeMarks } from '../documents/merged-reading.ts';
import { MAX_GROUP_ENTRIES } from '../protocol/limits.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { AccountRow, ContactRow } from '../storage/rows.ts';
import type { CommandResult, MergeChoices } from './command-input.ts';
import { commit, type CommandDeps, type Draft } from './commit.ts';
import { liveAccount, liveContact, needsEmail } from './edit-records.ts';
import { choose, chooseCustom, planMerge, readSides, unite } from './merge-plan.ts';
import { linkValues, withoutEmpty } from './new-records.ts';
import { readFirm } from './read-firm.ts';
import { DONE, refuse, unknownRecord } from './refusals.ts';
import { TakingBack } from './undo.ts';

/** More events than any record has. */
const WHOLE_HISTORY = 1_000_000;

/** Makes two contacts one. Answers with the one that stands: the lowest id, whoever is kept. Contacts who are one already stay so. */
export async function mergeContacts(
	deps: CommandDeps,
	keep: ContactId,
	lose: ContactId,
	choices: MergeChoices = {},
): Promise<CommandResult<ContactId>> {
	return commit(deps, 'merged', async (draft) => {
		const kept = await liveContact(draft.tx, keep);
		const lost = await liveContact(draft.tx, lose);
		if (kept === undefined || lost === undefined) return unknownRecord();
		if (kept.id === lost.id) return { ok: true, value: kept.id };
		const sides = await readSides(draft, contactDocument(kept.id), contactDocument(lost.id));
		const pick = <K extends keyof ContactRow>(field: K & string, isEmpty: (value: ContactRow[K]) => boolean) =>
			choose(choices, field, kept[field], lost[field], isEmpty);
		const email = pick('email', isBlank);
		if (email === '' && ((await needsEmail(draft.tx, kept)) || (await needsEmail(draft.tx, lost))))
			return refuse('email-needed', 'email');
		const values: Record<string, FieldValue> = {
			firstName: pick('firstName', isBlank),
			lastName: pick('lastName', isBlank),
			email,
			phones:
				choices.phones === undefined
					? unitePhones(kept.phones, lost.phones)
					: pick('phones', (phones) => phones.length === 0),
			address: { ...pick('address', isEmptyAddress) },
			language: pick('language', isNull),
			civility: pick('civility', isNull),
			birthDate: pick('birthDate', isBlank) || null,
			...chooseCustom(choices, kept.custom, lost.custom),
			...unite(sides),
		};
		if (values.firstName === '' && values.lastName === '') return refuse('required', 'lastName');
		const merged = sides.other === sides.lose.document ? lost.merged : kept.merged;
		await planMerge(draft, sides, sparing(values, sides), (merged ?? []).map(contactDocument));
		return { ok: true, value: recordId(sides.root) as ContactId };
	});
}

/** Makes two accounts one, with the contacts, tags and folders of both. Answers with the one that stands: the lowest id, whichever is kept. */
export async function mergeAccounts(
	deps: CommandDeps,
	keep: AccountId,
	lose: AccountId,
	choices: MergeChoices = {},
): Promise<CommandResult<AccountId>> {
	return commit(deps, 'merged', async (draft) => {
		const kept = await liveAccount(draft.tx, keep);
		const lost = await liveAccount(draft.tx, lose);
		if (kept === undefined || lost === undefined) return unknownRecord();
		if (kept.id === lost.id) return { ok: true, value: kept.id };
		const sides = await readSides(draft, accountDocument(kept.id), accountDocument(lost.id));
		const [root, other] = sides.root === sides.keep.document ? [kept, lost] : [lost, kept];
		const company = companyValues(choices, kept, lost);
		if (company.type === 'company' && company.companyName === '') return refuse('required', 'companyName');
		const values: Record<string, FieldValue> = {
			...company,
			name: await nameOf(draft.tx, choices, kept, lost, company),
			...chooseCustom(choices, kept.custom, lost.custom),
			...unite(sides),
			...uniteLinks(root, other),
			...(await foldersOf(deps, draft, root.id, other.id)),
		};
		if (Object.keys(values).length > MAX_GROUP_ENTRIES - 16) return refuse('too-many');
		await planMerge(draft, sides, sparing(values, sides), (other.merged ?? []).map(accountDocument));
		return { ok: true, value: root.id };
	});
}

/** Remembers for the whole firm that two records which look alike are two. */
export async function keepApart(
	deps: CommandDeps,
	one: AccountId | ContactId,
	other: AccountId | ContactId,
	kind: 'account' | 'contact',
): Promise<CommandResult<void>> {
	return commit(deps, 'edited', async (draft) => {
		const read = (id: AccountId | ContactId) =>
			kind === 'account' ? liveAccount(draft.tx, id as AccountId) : liveContact(draft.tx, id as ContactId);
		const rows = [await read(one), await read(other)].flatMap((row) => row?.id ?? []).sort();
		const [first, second] = rows;
		if (first === undefined || second === undefined || first === second) return unknownRecord();
		draft.change(kind === 'account' ? accountDocument(first as AccountId) : contactDocument(first as ContactId), {
			[apartField(second)]: true,
		});
		return DONE;
	});
}

/**
 * Parts a record that was merged from the one that stands for it, whoever merged them, on whichever device: values that the merge wrote, and that
 * nobody changed since, are taken back.
 */
export async function partRecord(
	deps: CommandDeps,
	record: AccountId | ContactId,
	kind: 'account' | 'contact',
): Promise<CommandResult<void>> {
	return commit(deps, 'undone', async (draft) => {
		const { tx } = draft;
		const row =
			kind === 'account'
				? await tx.accounts.get(accountId.parse(record))
				: await tx.contacts.get(contactId.parse(record));
		if (row?.mergedInto === undefined) return unknownRecord();
		const nameOf = (id: string) => `${kind}:${id}` as DocumentName;
		const document = nameOf(record);
		const standing =
			kind === 'account'
				? await tx.accounts.get(row.mergedInto as AccountId)
				: await tx.contacts.get(row.mergedInto as ContactId);
		const involved = [document, nameOf(row.mergedInto), ...(standing?.merged ?? []).map(nameOf)];
		const history = (await Promise.all(involved.map((name) => tx.events.ofDocument(name, WHOLE_HISTORY)))).flat();
		const isMerge = ({ event }: (typeof history)[number]) =>
			event.type === 'record.changed' &&
			event.why === 'merged' &&
			parseMergeField(event.document, event.field)?.mark === 'into';
		const last = history.filter((one) => one.document === document && isMerge(one)).sort((a, b) => b.at - a.at)[0];
		const events = history.flatMap(({ group, event }) =>
			group === last?.group && event.type === 'record.changed' ? event : [],
		);
		await new TakingBack(
			draft,
			events.filter((event) => parseMergeField(event.document, event.field)?.mark !== 'into'),
		).plan();
		const into = readMergeMarks(document, await draft.fields(document)).into;
		draft.change(document, Object.fromEntries([...into.keys()].map((to) => [mergedIntoField(recordId(to)), null])));
		return DONE;
	});
}

/** What the standing record lacks need not be said to be empty. */
function sparing(
	values: Record<string, FieldValue>,
	{ root, keep, lose }: Awaited<ReturnType<typeof readSides>>,
): Record<string, FieldValue> {
	const own = root === keep.document ? keep.fields : lose.fields;
	const filled = withoutEmpty(values);
	return Object.fromEntries(Object.entries(values).filter(([field]) => field in filled || own.has(field)));
}

function isBlank(value: string): boolean {
	return value === '';
}

function isNull(value: unknown): boolean {
	return value === null;
}

/** The kept one's first; of two spellings of one number the kept one's. */
function unitePhones(keep: readonly string[], lose: readonly string[]): string[] {
	const known = new Set(keep.map(phoneKey));
	return [...keep, ...lose.filter((phone) => !known.has(phoneKey(phone)))].slice(0, MAX_PHONES);
}

/** An individual keeps no company fields. */
function companyValues(
	choices: MergeChoices,
	kept: AccountRow,
	lost: AccountRow,
): Record<string, FieldValue> & { type: AccountType; companyName: string } {
	const type = choose(choices, 'type', kept.type, lost.type, () => false);
	const companyName = choose(choices, 'companyName', kept.companyName, lost.companyName, isBlank);
	const siren = choose(choices, 'siren', kept.siren, lost.siren, isBlank);
	const companyAddress = choose(choices, 'companyAddress', kept.companyAddress, lost.companyAddress, isEmptyAddress);
	return type === 'company'
		? { type, companyName, siren, companyAddress: { ...companyAddress } }
		: { type, companyName: '', siren: '', companyAddress: { ...EMPTY_ADDRESS } };
}

/** The chosen name; a company's generated one follows the company's name unless it was chosen; typed by hand from now on when what it is generated from would make another one of it. */
async function nameOf(
	tx: BookTransaction,
	choices: MergeChoices,
	kept: AccountRow,
	lost: AccountRow,
	company: { type: AccountType; companyName: string },
): Promise<string> {
	const chosen = choose(choices, 'name', kept, lost, ({ name }) => name === '');
	if (chosen.typedName !== '') return chosen.typedName;
	if (choices.name === undefined && company.type === 'company') return '';
	const [first] = [...kept.links, ...lost.links].sort(
		(a, b) => a.linkedAt - b.linkedAt || (a.contact < b.contact ? -1 : 1),
	);
	const person = first === undefined ? undefined : await tx.contacts.get(first.contact);
	return generatedName(company, person ?? null) === chosen.name ? '' : chosen.name;
}

/** The links of both: of a contact of both, every switch that is on in one of them, and the older place. */
function uniteLinks(root: AccountRow, other: AccountRow): Record<string, FieldValue> {
	const values: Record<string, FieldValue> = {};
	const own = new Map(root.links.map((link) => [link.contact, link]));
	const keptByRule = new Set(other.repairs.map(({ contact }) => contact));
	for (const link of other.links) {
		if (keptByRule.has(link.contact) && root.links.length > 0) continue;
		const both = own.get(link.contact);
		const united: Link =
			both === undefined
				? link
				: {
						...link,
						linkedAt: Math.min(link.linkedAt, both.linkedAt),
						login: link.login || both.login,
						notify: link.notify || both.notify,
						sync: link.sync || both.sync,
					};
		Object.assign(values, linkValues(link.contact, united, united.linkedAt));
	}
	return values;
}

/** The folders of the other account that the standing one lacks: told by the template folder's id, then by the name in the same place. */
async function foldersOf(
	deps: CommandDeps,
	draft: Draft,
	root: AccountId,
	other: AccountId,
): Promise<Record<string, FieldValue>> {
	const { language } = await readFirm(deps, draft.tx);
	const [own, theirs] = [
		readFolders(await draft.fields(accountDocument(root))),
		readFolders(await draft.fields(accountDocument(other))),
	];
	if (theirs.size === 0) return {};
	const { added, changes } = missingFolders(own, flattenTree(buildTree(theirs, language).tree), language);
	return added.length === 0 ? {} : Object.fromEntries([...changes].map(([id, folder]) => [folderField(id), folder]));
}

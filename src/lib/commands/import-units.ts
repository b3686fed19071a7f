import { EMPTY_ADDRESS } from '../domain/address.ts';
import { accountDocument, contactDocument } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { FirmSettings } from '../domain/firm-settings.ts';
import type { AccountId, ContactId, TagId } from '../domain/ids.ts';
import { accountChanges, personChanges, typedName, type ImportedAccount, type ImportedPerson, type ImportedUnit } from '../domain/imported.ts';
import { SWITCHES_OFF, type LinkSwitches } from '../domain/link.ts';
import { TAG_COLORS, tagKey } from '../domain/tag.ts';
import { MAX_GROUP, MAX_GROUP_ENTRIES } from '../protocol/limits.ts';
import type { AccountRow, ContactRow } from '../storage/rows.ts';
import type { InputProblem, NewTag } from './command-input.ts';
import type { CommandDeps, Draft } from './commit.ts';
import { folderValues } from './create-account.ts';
import { keptLinks, switchValues } from './edit-links.ts';
import { LabelPlan, NOTHING_CARRIED } from './label-plan.ts';
import { linkValues, newRecord, withoutEmpty } from './new-records.ts';
import { pickCodes } from './pick-codes.ts';
import { readFirm } from './read-firm.ts';

/** Leaves room for the tags that a group makes. */
const MOST_ENTRIES = MAX_GROUP_ENTRIES - 96;
/** A register takes its value twice, in the update and in the event, and some hundred bytes around it. */
const MOST_BYTES = MAX_GROUP / 2;
const BYTES_OF_FIELD = 200;

/** What planning came to. */
export interface PlannedUnits {
	/** How many units were looked at: the rest belongs to another group. */
	looked: number;
	newAccounts: number;
	newContacts: number;
	changed: number;
	logins: number;
	refused: { lines: readonly number[]; problem: InputProblem['problem'] }[];
}

interface Write {
	create: boolean;
	account: AccountId | null;
	contact: ContactId | null;
	values: Record<string, FieldValue>;
}

/**
 * Plans as many units as fit one group, by what the book says now: somebody may have changed it since the preview. A unit whose account or
 * contact is gone is left out and named; a record that should be new and is there already is filled in like any other.
 */
export async function planUnits(deps: CommandDeps, draft: Draft, units: readonly ImportedUnit[]): Promise<PlannedUnits> {
	const accountIds = units.flatMap(({ account }) => account?.id ?? []);
	const contactIds = [...new Set(units.flatMap(({ people }) => people.map(({ id }) => id)))];
	const [firm, labels, accounts, contacts] = await Promise.all([
		readFirm(deps, draft.tx),
		LabelPlan.open(deps, draft),
		draft.tx.accounts.getMany(accountIds),
		draft.tx.contacts.getMany(contactIds),
	]);
	const planning = new Planning(deps, draft, firm, labels, {
		accounts: new Map(accounts.flatMap((row) => (row === undefined ? [] : [[row.id, row]]))),
		contacts: new Map(contacts.flatMap((row) => (row === undefined ? [] : [[row.id, row]]))),
	});
	return planning.plan(units);
}

class Planning {
	readonly #deps: CommandDeps;
	readonly #draft: Draft;
	readonly #firm: FirmSettings;
	readonly #labels: LabelPlan;
	readonly #accounts: ReadonlyMap<AccountId, AccountRow>;
	readonly #contacts: ReadonlyMap<ContactId, ContactRow>;
	/** Addresses of people whom this group makes or changes. */
	readonly #emails = new Map<ContactId, string>();
	readonly #names = new Map<ContactId, ImportedPerson['fields']>();
	readonly #result: PlannedUnits = { looked: 0, newAccounts: 0, newContacts: 0, changed: 0, logins: 0, refused: [] };

	constructor(
		deps: CommandDeps,
		draft: Draft,
		firm: FirmSettings,
		labels: LabelPlan,
		rows: { accounts: ReadonlyMap<AccountId, AccountRow>; contacts: ReadonlyMap<ContactId, ContactRow> },
	) {
		this.#deps = deps;
		this.#draft = draft;
		this.#firm = firm;
		this.#labels = labels;
		this.#accounts = rows.accounts;
		this.#contacts = rows.contacts;
	}

	async plan(units: readonly ImportedUnit[]): Promise<PlannedUnits> {
		const writes: Write[] = [];
		let entries = 0;
		let bytes = 0;
		for (const unit of units) {
			const planned = this.#unit(unit);
			if (typeof planned === 'string') {
				this.#result.refused.push({ lines: unit.lines, problem: planned });
				this.#result.looked++;
				continue;
			}
			const size = sizeOf(planned);
			if (writes.length > 0 && (entries + size.entries > MOST_ENTRIES || bytes + size.bytes > MOST_BYTES)) break;
			entries += size.entries;
			bytes += size.bytes;
			writes.push(...planned);
			this.#result.looked++;
		}
		await this.#giveCodes(writes, units);
		for (const { create, account, contact, values } of writes) {
			const document = account === null ? contactDocument(contact as ContactId) : accountDocument(account);
			if (!create) this.#draft.change(document, values);
			else this.#draft.create(document, newRecord(values, this.#deps.profile.staffId, this.#draft.at));
			this.#count(create, account !== null, values);
		}
		this.#labels.make(this.#draft);
		return this.#result;
	}

	#count(create: boolean, isAccount: boolean, values: Readonly<Record<string, FieldValue>>): void {
		if (create && isAccount) this.#result.newAccounts++;
		else if (create) this.#result.newContacts++;
		else if (Object.keys(values).length > 0) this.#result.changed++;
		for (const [field, value] of Object.entries(values)) if (value === true && /^link\/.+\/login$/.test(field)) this.#result.logins++;
	}

	#unit({ account, people }: ImportedUnit): Write[] | InputProblem['problem'] {
		if (people.some(({ id, isNew }) => this.#isGone(id, isNew))) return 'contact-unknown';
		const row = account === null ? undefined : this.#accounts.get(account.id);
		if (account !== null && (row === undefined ? !account.isNew : row.status === 'deleted')) return 'record-unknown';
		if (account !== null && row === undefined && people.length === 0) return 'contact-required';
		const writes = people.map((person) => this.#person(person));
		if (account !== null) writes.push(row === undefined ? this.#newAccount(account, people) : this.#changedAccount(account, people, row));
		return writes;
	}

	#isGone(id: ContactId, isNew: boolean): boolean {
		const row = this.#contacts.get(id);
		return row === undefined ? !isNew && !this.#emails.has(id) : row.status === 'deleted';
	}

	#person(person: ImportedPerson): Write {
		const row = this.#contacts.get(person.id);
		const email = person.fields.email ?? row?.email ?? this.#emails.get(person.id) ?? '';
		this.#emails.set(person.id, email);
		if (person.isNew || row !== undefined) this.#names.set(person.id, { firstName: row?.firstName ?? '', lastName: row?.lastName ?? '', ...person.fields });
		const tags = { newTags: this.#newTags(person.tags) };
		const write = { account: null, contact: person.id };
		if (row === undefined && !person.isNew) return { ...write, create: false, values: {} };
		if (row !== undefined) {
			const values = { ...personChanges(row, person), ...this.#labels.values('contact', tags, row, '', false) };
			return { ...write, create: false, values };
		}
		const before = { firstName: '', lastName: '', email: '', civility: null, birthDate: '', language: null, phones: [], address: EMPTY_ADDRESS, custom: {} };
		const values = { ...personChanges(before, person), ...this.#labels.values('contact', tags, NOTHING_CARRIED, '', false) };
		return { ...write, create: true, values: withoutEmpty(values) };
	}

	#newAccount(account: ImportedAccount, people: readonly ImportedPerson[]): Write {
		const { type = 'individual', ...fields } = account.fields;
		const before = { type, name: '', companyName: '', siren: '', companyAddress: EMPTY_ADDRESS, custom: {} };
		const companyName = type === 'company' ? (fields.companyName ?? fields.name ?? '') : '';
		const said = { ...account, fields: { ...fields, ...(companyName === '' ? {} : { companyName }) } };
		const [first] = people;
		const changes = accountChanges(before, { ...said, fields: { ...said.fields, name: typedName({ fields: { ...said.fields, type } }, first && this.#names.get(first.id)) } });
		const folders = folderValues(this.#firm, account.template) ?? folderValues(this.#firm, null) ?? {};
		const own = this.#labels.values('account', { newTags: this.#newTags(account.tags) }, NOTHING_CARRIED, '', false);
		const values = { ...withoutEmpty({ ...changes, type, ...own }), ...this.#links(people, null), ...folders };
		return { create: true, account: account.id, contact: null, values };
	}

	#changedAccount(account: ImportedAccount, people: readonly ImportedPerson[], row: AccountRow): Write {
		const own = this.#labels.values('account', { newTags: this.#newTags(account.tags) }, row, '', false);
		const links = this.#links(people, row);
		const kept = Object.keys(links).length > 0 ? keptLinks(row) : {};
		return { create: false, account: account.id, contact: null, values: { ...accountChanges(row, account), ...own, ...kept, ...links } };
	}

	/** The registers that link people to an account, or turn the switches of their links. LOGIN and NOTIFY need an address; LOGIN waits outside the archive. */
	#links(people: readonly ImportedPerson[], row: AccountRow | null): Record<string, FieldValue> {
		const values: Record<string, FieldValue> = {};
		let linkedAt = Math.max(this.#deps.platform.now(), ...(row?.links ?? []).map((link) => link.linkedAt + 1));
		for (const { id, switches } of people) {
			const able = this.#able(id, switches, row?.status === 'archived');
			const link = row?.links.find(({ contact }) => contact === id);
			if (link === undefined) Object.assign(values, linkValues(id, { ...SWITCHES_OFF, ...able }, linkedAt++));
			else {
				const turned = Object.entries(able).filter(([name, on]) => link[name as keyof LinkSwitches] !== on);
				Object.assign(values, switchValues(id, Object.fromEntries(turned)));
			}
		}
		return values;
	}

	#able(id: ContactId, switches: Partial<LinkSwitches>, archived: boolean): Partial<LinkSwitches> {
		const able = { ...switches };
		const reachable = this.#emails.get(id) !== '';
		if (able.login === true && (!reachable || archived)) delete able.login;
		if (able.notify === true && !reachable) delete able.notify;
		return able;
	}

	#newTags(names: readonly string[]): NewTag[] {
		return names.map((name) => ({ id: this.#deps.platform.uuid() as TagId, name, color: colorOf(name) }));
	}

	/** New accounts get the ID that the file gives them where it is free, else one by their name. */
	async #giveCodes(writes: readonly Write[], units: readonly ImportedUnit[]): Promise<void> {
		const fresh = writes.filter((write) => write.create && write.account !== null);
		if (fresh.length === 0) return;
		const people = new Map([...units].reverse().map(({ account, people }) => [account?.id, people]));
		const wanted = new Map(units.flatMap(({ account }) => (account?.code == null ? [] : [[account.id as string, account.code]])));
		const claims = fresh.flatMap(({ account }) => wanted.get(account ?? '') ?? []);
		const taken = claims.length === 0 ? new Set<string>() : await this.#draft.tx.accounts.claimed(claims);
		const unnamed: { write: Write; name: string }[] = [];
		for (const write of fresh) {
			const code = wanted.get(write.account ?? '');
			if (code === undefined || taken.has(code)) unnamed.push({ write, name: this.#shownName(write, people) });
			else {
				taken.add(code);
				write.values.code = code;
			}
		}
		const codes = await pickCodes(this.#draft.tx, unnamed.map(({ name }) => name), () => this.#deps.platform.random());
		for (const [i, { write }] of unnamed.entries()) write.values.code = codes[i] ?? '';
	}

	#shownName({ account, values }: Write, people: ReadonlyMap<AccountId | undefined, readonly ImportedPerson[]>): string {
		const said = values.name ?? values.companyName;
		if (typeof said === 'string' && said !== '') return said;
		const first = people.get(account ?? undefined)?.[0];
		const fields = first === undefined ? undefined : this.#names.get(first.id);
		return [fields?.firstName, fields?.lastName].filter(Boolean).join(' ');
	}
}

/** The same name has the same colour, whoever imports it. */
function colorOf(name: string): (typeof TAG_COLORS)[number] {
	let sum = 0;
	for (const sign of tagKey(name)) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 1_000_003;
	return TAG_COLORS[1 + (sum % (TAG_COLORS.length - 1))] ?? 'grey';
}

/** What writes take of a group: an update each, an event for each changed field, and of a new record one or more. */
function sizeOf(writes: readonly Write[]): { entries: number; bytes: number } {
	let entries = 0;
	let bytes = 0;
	for (const { create, values } of writes) {
		const fields = Object.keys(values).length;
		if (fields === 0) continue;
		const length = JSON.stringify(values).length * 3;
		entries += create ? 1 + Math.ceil(length / 12_000) : 1 + fields;
		bytes += length + fields * BYTES_OF_FIELD;
	}
	return { entries, bytes };
}

import { sharedCodes } from '../domain/account-code.ts';
import { sameValue, type FieldValue } from '../domain/field-value.ts';
import type { AccountId, ContactId } from '../domain/ids.ts';
import type { Link } from '../domain/link.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { AccountFacets, AccountRow, ContactFacets, ContactRow, CounterValues, SearchChunk } from '../storage/rows.ts';
import { accountFacets, contactFacets } from './facets.ts';
import { showsElsewhere } from './record-rows.ts';
import { accountText, CHUNK_SIZE, contactText } from './search-text.ts';

type Kind = 'account' | 'contact';

/** One pass over changed records within a transaction: rows are read once, changed in memory, and written in bulk at the end. */
export class Pass {
	#tx: BookTransaction;
	#before = { account: new Map<AccountId, AccountRow>(), contact: new Map<ContactId, ContactRow>() };
	#accounts = new Map<AccountId, AccountRow>();
	#contacts = new Map<ContactId, ContactRow>();
	/** Records that were asked for, whether they are there or not. */
	#asked = new Set<string>();
	#removed = { account: [] as AccountRow[], contact: [] as ContactRow[] };
	#dirty = { account: new Set<AccountId>(), contact: new Set<ContactId>() };

	constructor(tx: BookTransaction) {
		this.#tx = tx;
	}

	/** Reads rows that are not in memory yet. */
	async load(accounts: readonly AccountId[], contacts: readonly ContactId[]): Promise<void> {
		const unasked = <Id extends string>(id: Id) => !this.#asked.has(id);
		const newAccounts = accounts.filter((id) => unasked(id) && !this.#accounts.has(id));
		const newContacts = contacts.filter((id) => unasked(id) && !this.#contacts.has(id));
		for (const id of [...newAccounts, ...newContacts]) this.#asked.add(id);
		const [accountRows, contactRows] = await Promise.all([
			newAccounts.length === 0 ? [] : this.#tx.accounts.getMany(newAccounts),
			newContacts.length === 0 ? [] : this.#tx.contacts.getMany(newContacts),
		]);
		this.#remember(accountRows);
		for (const row of contactRows) {
			if (row === undefined) continue;
			this.#contacts.set(row.id, row);
			this.#before.contact.set(row.id, row);
		}
	}

	account(id: AccountId): AccountRow | undefined {
		return this.#accounts.get(id);
	}

	contact(id: ContactId): ContactRow | undefined {
		return this.#contacts.get(id);
	}

	setAccount(row: AccountRow): void {
		this.#accounts.set(row.id, row);
		this.#dirty.account.add(row.id);
	}

	setContact(row: ContactRow): void {
		this.#contacts.set(row.id, row);
		this.#dirty.contact.add(row.id);
	}

	/** Takes records out, with what contacts say of the accounts: their rows, their texts in the search pack, and their place in counters. */
	async remove(accounts: readonly AccountId[], contacts: readonly ContactId[]): Promise<void> {
		for (const id of accounts) {
			const row = this.#accounts.get(id);
			this.#asked.add(id);
			if (row === undefined) continue;
			this.#relink(id, linksOf(row), []);
			this.#removed.account.push(this.#before.account.get(id) ?? row);
			this.#accounts.delete(id);
			this.#dirty.account.delete(id);
		}
		for (const id of contacts) {
			const row = this.#contacts.get(id);
			this.#asked.add(id);
			if (row === undefined) continue;
			this.#removed.contact.push(this.#before.contact.get(id) ?? row);
			this.#contacts.delete(id);
			this.#dirty.contact.delete(id);
		}
		await Promise.all([
			...accounts.map((id) => this.#tx.accounts.delete(id)),
			...contacts.map((id) => this.#tx.contacts.delete(id)),
		]);
	}

	/** Reads contacts, and those who stand for them. */
	async loadPeople(contacts: readonly ContactId[]): Promise<void> {
		const ids = [...new Set(contacts)];
		await this.load([], ids);
		const standing = ids.flatMap((id) => this.#contacts.get(id)?.mergedInto ?? []);
		if (standing.length > 0) await this.load([], standing);
	}

	/** Reads accounts; answers with those that stand for them. */
	async standing(accounts: readonly AccountId[]): Promise<Set<AccountId>> {
		await this.load(accounts, []);
		const standing = new Set(accounts.map((id) => this.#accounts.get(id)?.mergedInto ?? id));
		await this.load([...standing], []);
		return standing;
	}

	/** Keeps what contacts say of their accounts in step with an account's links. An account that is deleted links nobody. */
	relink(account: AccountId, old: AccountRow | undefined, now: AccountRow): void {
		this.#relink(account, old === undefined ? [] : linksOf(old), linksOf(now));
	}

	#relink(account: AccountId, before: readonly Link[], after: readonly Link[]): void {
		for (const { contact } of before) if (!after.some((link) => link.contact === contact)) this.#setLink(contact, account, null);
		for (const link of after) this.#setLink(link.contact, account, link);
	}

	/** Contacts in memory that accounts show otherwise since they changed. */
	shownElsewhere(): ContactId[] {
		return [...this.#dirty.contact].filter((id) => {
			const row = this.#contacts.get(id);
			return row !== undefined && showsElsewhere(this.#before.contact.get(id), row);
		});
	}

	/** Reads the accounts that link these contacts, and whoever else those link. A contact who is new here learns of accounts that came earlier. */
	async loadLinking(contacts: readonly ContactId[]): Promise<void> {
		if (contacts.length === 0) return;
		// Before asking: what is read beside this is new here, too.
		const known = new Set(this.#accounts.keys());
		const rows = (await this.#tx.accounts.linking(contacts)).filter((row) => !known.has(row.id));
		this.#remember(rows);
		await this.load([], [...new Set(rows.flatMap((row) => row.contactIds))]);
		const unknown = new Set(contacts.filter((id) => !this.#before.contact.has(id)));
		for (const row of rows) this.#relink(row.id, [], linksOf(row).filter(({ contact }) => unknown.has(contact)));
	}

	/** Accounts in memory that were changed, or that link any of these contacts. */
	accountsShowing(contacts: readonly ContactId[]): AccountRow[] {
		const shown = new Set(contacts);
		return [...this.#accounts.values()].filter((row) => this.#dirty.account.has(row.id) || row.contactIds.some((id) => shown.has(id)));
	}

	/** The rows that this pass changed, with what they were; undefined: new. */
	changes(kind: 'account'): { before: AccountRow | undefined; now: AccountRow }[];
	changes(kind: 'contact'): { before: ContactRow | undefined; now: ContactRow }[];
	changes(kind: Kind): { before: AccountRow | ContactRow | undefined; now: AccountRow | ContactRow }[] {
		const rows: ReadonlyMap<string, AccountRow | ContactRow> = kind === 'account' ? this.#accounts : this.#contacts;
		const before: ReadonlyMap<string, AccountRow | ContactRow> = this.#before[kind];
		return [...this.#dirty[kind]].flatMap((id) => {
			const now = rows.get(id);
			return now === undefined ? [] : [{ before: before.get(id), now }];
		});
	}

	/** Accounts in memory that were changed. */
	changedAccounts(): AccountRow[] {
		return [...this.#dirty.account].flatMap((id) => this.#accounts.get(id) ?? []);
	}

	/** Reads the accounts that claim an ID which an account in memory has come to claim, or claimed until now. */
	async loadClaims(): Promise<void> {
		const codes = this.#newlyClaimed();
		if (codes.size === 0) return;
		const known = new Set(this.#accounts.keys());
		this.#remember((await this.#tx.accounts.claiming([...codes])).filter((row) => !known.has(row.id)));
	}

	/** Gives accounts that claim one ID an ID each. */
	shareCodes(): void {
		const codes = this.#newlyClaimed();
		const claims = new Map<string, AccountRow[]>();
		for (const row of this.#accounts.values()) {
			if (codes.has(row.codeClaim)) claims.set(row.codeClaim, [...(claims.get(row.codeClaim) ?? []), row]);
		}
		for (const [code, rows] of claims) {
			const given = sharedCodes(code, rows);
			for (const row of rows) {
				const own = given.get(row.id) ?? code;
				if (own !== row.code) this.setAccount({ ...row, code: own });
			}
		}
	}

	#newlyClaimed(): Set<string> {
		const codes = new Set<string>();
		for (const id of this.#dirty.account) {
			const before = this.#before.account.get(id);
			const row = this.#accounts.get(id);
			if (row === undefined || (before?.codeClaim === row.codeClaim && before.createdAt === row.createdAt)) continue;
			for (const code of [before?.codeClaim ?? '', row.codeClaim]) if (code !== '') codes.add(code);
		}
		for (const { codeClaim } of this.#removed.account) if (codeClaim !== '') codes.add(codeClaim);
		return codes;
	}

	async save(): Promise<void> {
		const accounts = [...this.#dirty.account].flatMap((id) => this.#accounts.get(id) ?? []);
		const contacts = [...this.#dirty.contact].flatMap((id) => this.#contacts.get(id) ?? []);
		const changes: ChunkChanges = new Map();
		for (const kind of ['account', 'contact'] as const)
			for (const { id, chunk } of this.#removed[kind]) if (chunk >= 0) noteChange(changes, `${kind}/${chunk}`, id, null);
		const packedAccounts = await this.#place('account', accounts, this.#before.account, changes, accountText, accountFacets);
		const packedContacts = await this.#place('contact', contacts, this.#before.contact, changes, contactText, contactFacets);
		await this.#pack(changes);
		await this.#count(accounts, contacts);
		if (packedAccounts.length > 0) await this.#tx.accounts.putMany(packedAccounts);
		if (packedContacts.length > 0) await this.#tx.contacts.putMany(packedContacts);
	}

	#remember(rows: readonly (AccountRow | undefined)[]): void {
		for (const row of rows) {
			if (row === undefined) continue;
			this.#accounts.set(row.id, row);
			this.#before.account.set(row.id, row);
		}
	}

	#setLink(contact: ContactId, account: AccountId, link: Link | null): void {
		const row = this.#contacts.get(contact);
		if (row === undefined) return;
		const accounts = withMember(row.accounts, account, link !== null);
		const logins = withMember(row.logins, account, link?.login === true);
		if (accounts !== row.accounts || logins !== row.logins) this.setContact({ ...row, accounts, logins });
	}

	/** Gives new records a place in the search pack and notes the chunks whose text changed. Returns the rows with their chunk. */
	async #place<Id extends string, Row extends { id: Id; chunk: number; status: string }>(
		kind: Kind,
		rows: readonly Row[],
		before: ReadonlyMap<Id, Row>,
		changes: ChunkChanges,
		text: (row: Row) => string,
		facetsOf: (row: Row) => AccountFacets | ContactFacets,
	): Promise<Row[]> {
		if (rows.length === 0) return [];
		const counter = kind === 'account' ? 'packedAccounts' : 'packedContacts';
		const first = await this.#tx.counter(counter);
		let next = first;
		const placed = rows.map((row) => (row.chunk >= 0 ? row : { ...row, chunk: Math.floor(next++ / CHUNK_SIZE) }));
		if (next !== first) await this.#tx.setCounter(counter, next);
		const packed = (row: Row): Packed => ({ text: text(row), facets: facetsOf(row) });
		for (const row of placed) {
			const old = before.get(row.id);
			const now = packed(row);
			if (old !== undefined && old.chunk >= 0 && isSame(packed(old), now)) continue;
			noteChange(changes, `${kind}/${row.chunk}`, row.id, now);
		}
		return placed;
	}

	/** Rewrites the chunks of the search pack whose text changed. */
	async #pack(changes: ChunkChanges): Promise<void> {
		const keys = [...changes.keys()];
		if (keys.length === 0) return;
		const chunks = await this.#tx.search.getMany(keys);
		const version = (await this.#tx.counter('searchVersion')) + 1;
		await this.#tx.setCounter('searchVersion', version);
		await this.#tx.search.putMany(keys.map((key, i) => changedChunk(key, chunks[i], changes.get(key) ?? new Map(), version)));
	}

	async #count(accounts: readonly AccountRow[], contacts: readonly ContactRow[]): Promise<void> {
		const change: Partial<Record<keyof CounterValues, number>> = {};
		const add = (name: keyof CounterValues, by: number) => (change[name] = (change[name] ?? 0) + by);
		const counterOf = { active: 'accounts', archived: 'archived', deleted: null } as const;
		for (const row of accounts) {
			const before = this.#before.account.get(row.id);
			if (before?.status === row.status) continue;
			const left = before === undefined ? null : counterOf[before.status];
			const joined = counterOf[row.status];
			if (left !== null) add(left, -1);
			if (joined !== null) add(joined, 1);
		}
		for (const { status } of this.#removed.account) {
			const left = counterOf[status];
			if (left !== null) add(left, -1);
		}
		for (const { status } of this.#removed.contact) if (status === 'active') add('contacts', -1);
		for (const row of contacts) {
			const was = this.#before.contact.get(row.id)?.status === 'active';
			if (was !== (row.status === 'active')) add('contacts', was ? -1 : 1);
		}
		for (const [name, by] of Object.entries(change) as [keyof CounterValues, number][]) {
			if (by !== 0) await this.#tx.setCounter(name, (await this.#tx.counter(name)) + by);
		}
	}
}

/** What is to be written into the search pack, by chunk and record; null: taken out. */
type ChunkChanges = Map<SearchChunk['key'], Map<string, Packed | null>>;

function noteChange(changes: ChunkChanges, key: SearchChunk['key'], id: string, packed: Packed | null): void {
	changes.set(key, (changes.get(key) ?? new Map<string, Packed | null>()).set(id, packed));
}

/** What the search pack holds of one record. */
interface Packed {
	text: string;
	facets: AccountFacets | ContactFacets;
}

function isSame(a: Packed, b: Packed): boolean {
	return a.text === b.text && sameValue(a.facets as unknown as FieldValue, b.facets as unknown as FieldValue);
}

function changedChunk(key: SearchChunk['key'], chunk: SearchChunk | undefined, changes: ReadonlyMap<string, Packed | null>, version: number): SearchChunk {
	const records = new Map<string, Packed>();
	for (const [i, id] of (chunk?.ids ?? []).entries()) {
		const facets = chunk?.facets[i];
		if (facets !== undefined) records.set(id, { text: chunk?.texts[i] ?? '', facets });
	}
	for (const [id, packed] of changes) {
		if (packed === null) records.delete(id);
		else records.set(id, packed);
	}
	const all = [...records.values()];
	return { key, ids: [...records.keys()], texts: all.map(({ text }) => text), facets: all.map(({ facets }) => facets), version };
}

/** The links that count: an account that is deleted links nobody. */
function linksOf(row: Pick<AccountRow, 'status' | 'links'>): readonly Link[] {
	return row.status === 'deleted' ? [] : row.links;
}

/** The list with a member or without it, sorted; the same list when nothing changes. */
function withMember(list: AccountId[], id: AccountId, present: boolean): AccountId[] {
	if (list.includes(id) === present) return list;
	return present ? [...list, id].sort() : list.filter((known) => known !== id);
}

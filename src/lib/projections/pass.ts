import type { AccountId, ContactId } from '../domain/ids.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { AccountRow, ContactRow, CounterValues, SearchChunk } from '../storage/rows.ts';
import { accountText, CHUNK_SIZE, contactText } from './search-text.ts';

type Kind = 'account' | 'contact';

/** One pass over changed records within a transaction: rows are read once, changed in memory, and written in bulk at the end. */
export class Pass {
	#tx: BookTransaction;
	#before = { account: new Map<AccountId, AccountRow>(), contact: new Map<ContactId, ContactRow>() };
	#accounts = new Map<AccountId, AccountRow>();
	#contacts = new Map<ContactId, ContactRow>();
	#dirty = { account: new Set<AccountId>(), contact: new Set<ContactId>() };

	constructor(tx: BookTransaction) {
		this.#tx = tx;
	}

	/** Reads rows that are not in memory yet. */
	async load(accounts: readonly AccountId[], contacts: readonly ContactId[]): Promise<void> {
		const newAccounts = accounts.filter((id) => !this.#accounts.has(id));
		const newContacts = contacts.filter((id) => !this.#contacts.has(id));
		if (newAccounts.length > 0) this.#remember(await this.#tx.accounts.getMany(newAccounts));
		if (newContacts.length > 0) {
			for (const row of await this.#tx.contacts.getMany(newContacts)) {
				if (row === undefined) continue;
				this.#contacts.set(row.id, row);
				this.#before.contact.set(row.id, row);
			}
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

	/** Keeps the contacts' lists of accounts in step with an account's links. */
	relink(account: AccountId, before: readonly ContactId[], after: readonly ContactId[]): void {
		for (const id of after) this.#setAccountsOf(id, (accounts) => (accounts.includes(account) ? accounts : [...accounts, account].sort()));
		for (const id of before) if (!after.includes(id)) this.#setAccountsOf(id, (accounts) => accounts.filter((known) => known !== account));
	}

	/** Contacts that are new here may be linked by accounts that came earlier; those accounts are read, and named after them where they had no name. */
	async adoptEarlierLinks(): Promise<void> {
		const unknown = [...this.#dirty.contact].filter((id) => !this.#before.contact.has(id));
		const renamed = [...this.#dirty.contact].filter((id) => this.#before.contact.get(id)?.name !== this.#contacts.get(id)?.name);
		if (renamed.length === 0) return;
		const rows = await this.#tx.accounts.linking(renamed);
		this.#remember(rows.filter((row) => !this.#accounts.has(row.id)));
		for (const row of rows) {
			if (this.#dirty.account.has(row.id)) continue;
			this.relink(row.id, [], row.contactIds.filter((id) => unknown.includes(id)));
		}
	}

	/** Accounts in memory whose generated name is made of one of these contacts. */
	accountsNamedAfter(contacts: readonly ContactId[]): AccountRow[] {
		const named = new Set(contacts);
		return [...this.#accounts.values()].filter((row) => row.typedName === '' && row.contactIds[0] !== undefined && named.has(row.contactIds[0]));
	}

	async save(): Promise<void> {
		const accounts = [...this.#dirty.account].flatMap((id) => this.#accounts.get(id) ?? []);
		const contacts = [...this.#dirty.contact].flatMap((id) => this.#contacts.get(id) ?? []);
		const packedAccounts = await this.#pack('account', accounts, this.#before.account, accountText);
		const packedContacts = await this.#pack('contact', contacts, this.#before.contact, contactText);
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

	#setAccountsOf(id: ContactId, change: (accounts: AccountId[]) => AccountId[]): void {
		const row = this.#contacts.get(id);
		if (row === undefined) return;
		const accounts = change(row.accounts);
		if (accounts !== row.accounts) this.setContact({ ...row, accounts });
	}

	/** Gives new records a place in the search pack and rewrites the chunks whose text changed. Returns the rows with their chunk. */
	async #pack<Id extends string, Row extends { id: Id; chunk: number; status: string }>(
		kind: Kind,
		rows: readonly Row[],
		before: ReadonlyMap<Id, Row>,
		text: (row: Row) => string,
	): Promise<Row[]> {
		if (rows.length === 0) return [];
		const counter = kind === 'account' ? 'packedAccounts' : 'packedContacts';
		const first = await this.#tx.counter(counter);
		let next = first;
		const placed = rows.map((row) => (row.chunk >= 0 ? row : { ...row, chunk: Math.floor(next++ / CHUNK_SIZE) }));
		if (next !== first) await this.#tx.setCounter(counter, next);
		const changes = new Map<SearchChunk['key'], Map<string, string>>();
		for (const row of placed) {
			const old = before.get(row.id);
			const now = row.status === 'deleted' ? '' : text(row);
			if (old !== undefined && old.chunk >= 0 && (old.status === 'deleted' ? '' : text(old)) === now) continue;
			const key: SearchChunk['key'] = `${kind}/${row.chunk}`;
			changes.set(key, (changes.get(key) ?? new Map<string, string>()).set(row.id, now));
		}
		const keys = [...changes.keys()];
		if (keys.length === 0) return placed;
		const chunks = await this.#tx.search.getMany(keys);
		const version = (await this.#tx.counter('searchVersion')) + 1;
		await this.#tx.setCounter('searchVersion', version);
		await this.#tx.search.putMany(keys.map((key, i) => changedChunk(key, chunks[i], changes.get(key) ?? new Map(), version)));
		return placed;
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
		for (const row of contacts) {
			const was = this.#before.contact.get(row.id)?.status === 'active';
			if (was !== (row.status === 'active')) add('contacts', was ? -1 : 1);
		}
		for (const [name, by] of Object.entries(change) as [keyof CounterValues, number][]) {
			if (by !== 0) await this.#tx.setCounter(name, (await this.#tx.counter(name)) + by);
		}
	}
}

function changedChunk(key: SearchChunk['key'], chunk: SearchChunk | undefined, changes: ReadonlyMap<string, string>, version: number): SearchChunk {
	const texts = new Map((chunk?.ids ?? []).map((id, i) => [id, chunk?.texts[i] ?? '']));
	for (const [id, text] of changes) texts.set(id, text);
	return { key, ids: [...texts.keys()], texts: [...texts.values()], version };
}

import type { DocumentName } from '../domain/document-name.ts';
import type { AccountId, ContactId } from '../domain/ids.ts';
import type { StatusFacts } from '../replication/status.ts';
import type { AccountLine, AccountRow, ActivityRow, ContactLine, ContactRow, OutboxRow, SearchHit } from './rows.ts';

/** A query whose answer is kept up to date: calls back with each new answer until the returned function is called. */
export type Live<T> = (heard: (value: T) => void, failed?: (error: unknown) => void) => () => void;

/** What screens read. Everything answers from this device's disk. */
export interface Queries {
	account(id: AccountId): Live<AccountRow | null>;
	contact(id: ContactId): Live<ContactRow | null>;
	contactsOf(account: AccountId): Live<ContactRow[]>;
	accountsOf(contact: ContactId): Live<AccountRow[]>;
	/** Rows `from` (inclusive) up to `from + count` of the list in its order (by name). */
	accounts(list: { status: 'active' | 'archived'; from: number; count: number }): Live<AccountRow[]>;
	contacts(list: { from: number; count: number }): Live<ContactRow[]>;
	/** The same accounts, each with its first contacts: what a list shows of them. */
	accountLines(list: { status: 'active' | 'archived'; from: number; count: number }): Live<AccountLine[]>;
	/** The same contacts, each with its first accounts. */
	contactLines(list: { from: number; count: number }): Live<ContactLine[]>;
	counts(): Live<{ accounts: number; archived: number; contacts: number }>;
	/** Ranked hits for what was typed: names without accents, parts of e-mails, phone digits. */
	search(text: string, limit: number): Promise<SearchHit[]>;
	accountsById(ids: AccountId[]): Promise<AccountRow[]>;
	contactsById(ids: ContactId[]): Promise<ContactRow[]>;
	/** Accounts whose name would share a directory with this one. */
	sameName(name: string, except?: AccountId): Promise<AccountRow[]>;
	activity(document: DocumentName, limit: number): Live<ActivityRow[]>;
	outbox(limit: number): Live<OutboxRow[]>;
	/** Documents with changes that the relay does not have yet. */
	pendingDocuments(): Live<ReadonlySet<DocumentName>>;
	status(): Live<StatusFacts>;
	draft(key: string): Promise<unknown>;
}

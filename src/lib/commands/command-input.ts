import type { AccountType } from '../domain/account.ts';
import type { PostalAddress } from '../domain/address.ts';
import type { DocumentName } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { AccountId, ContactId, GroupId } from '../domain/ids.ts';
import type { LinkSwitches } from '../domain/link.ts';
import type { Locale } from '../domain/staff.ts';

/** What the create dialog hands over. Everything is checked again by the command. */
export interface NewContact {
	firstName: string;
	lastName: string;
	email: string;
	phones: string[];
	address?: PostalAddress;
	language?: Locale | null;
}

export interface NewAccount {
	type: AccountType;
	/** '' : generated */
	name: string;
	companyName: string;
	companyAddress: PostalAddress;
	contacts: ({ switches: LinkSwitches } & ({ link: ContactId } | { create: NewContact }))[];
	/** Makes a second press of Create harmless: the same id is the same account. */
	id?: AccountId;
}

export interface AccountChanges {
	type?: AccountType;
	name?: string;
	companyName?: string;
	companyAddress?: PostalAddress;
	archived?: boolean;
}

export interface ContactChanges {
	firstName?: string;
	lastName?: string;
	email?: string;
	phones?: string[];
	address?: PostalAddress;
	language?: Locale | null;
	archived?: boolean;
}

/** Why a command refuses its input: which field, and what is wrong with it, as message keys for the screen. */
export interface InputProblem {
	/** Path of the field in the input, such as `name` or `contacts/0/email`. */
	field: string;
	problem:
		| 'required'
		| 'name-unusable'
		| 'email-invalid'
		| 'phone-invalid'
		| 'too-long'
		| 'contact-required'
		| 'contact-unknown'
		| 'contact-twice'
		| 'last-contact'
		| 'email-needed'
		| 'record-unknown';
}

/** A command either saved (the transaction is on disk), or refused its input and wrote nothing. It throws only when the disk failed. */
export type CommandResult<T> = { ok: true; value: T } | { ok: false; problems: InputProblem[] };

/** The only writers. Each is one transaction; when the promise resolves with `ok`, a kill -9 loses nothing. */
export interface Commands {
	createAccount(input: NewAccount): Promise<CommandResult<{ account: AccountId; contacts: ContactId[] }>>;
	createContact(input: NewContact): Promise<CommandResult<ContactId>>;
	editAccount(id: AccountId, changes: AccountChanges): Promise<CommandResult<void>>;
	editContact(id: ContactId, changes: ContactChanges): Promise<CommandResult<void>>;
	linkContact(account: AccountId, contact: ContactId, switches: LinkSwitches): Promise<CommandResult<void>>;
	/** Creates a person and links them, in one group. */
	addContact(account: AccountId, contact: NewContact, switches: LinkSwitches): Promise<CommandResult<ContactId>>;
	unlinkContact(account: AccountId, contact: ContactId): Promise<CommandResult<void>>;
	setSwitches(account: AccountId, contact: ContactId, switches: Partial<LinkSwitches>): Promise<CommandResult<void>>;
	/** Writes an older or losing value again, as a new change. */
	restoreValue(document: DocumentName, field: string, value: FieldValue | undefined): Promise<CommandResult<void>>;
	/** Tries a group that was set aside again, as a new change. */
	retrySetAside(group: GroupId): Promise<CommandResult<void>>;
	/** Gives a group that was set aside up, for good. */
	discardSetAside(group: GroupId): Promise<void>;
	/** Loads 300 invented accounts with contacts; reports how many are saved. */
	fillWithSamples(progress: (done: number, total: number) => void): Promise<void>;
}

import * as z from 'zod/mini';
import { accountCode } from './account-code.ts';
import { EMPTY_ADDRESS, postalAddress } from './address.ts';
import { staffId, writerId, type ContactId } from './ids.ts';
import { MAX_NAME, safeName } from './names.ts';
import { stamp } from './clock.ts';

export const accountType = z.enum(['individual', 'company']);
export type AccountType = z.infer<typeof accountType>;

/**
 * The fields of an account's document and what each may hold. A value that does not fit is read as absent, never trusted.
 * `name` is what was typed by hand; '' means that the name is generated. Links are separate registers, see `link.ts`.
 */
export const accountFields = {
	type: accountType,
	name: z.string().check(z.maxLength(MAX_NAME)),
	companyName: z.string().check(z.maxLength(MAX_NAME)),
	companyAddress: postalAddress,
	/** Nine digits, or ''. */
	siren: z.string().check(z.regex(/^(?:\d{9})?$/)),
	/** The ID that it was given; others may claim it too, see `account-code.ts`. */
	code: accountCode,
	archived: z.boolean(),
	/** The client made it by registering, and nobody of the firm has decided on it yet. */
	toReview: z.boolean(),
	deleted: z.boolean(),
	/** The latest stamp of each writer that whoever deleted the account had seen: what is later was written without knowing. */
	deletedSeen: z.record(writerId, stamp),
	createdBy: staffId,
	createdAt: stamp,
} as const;

export type AccountField = keyof typeof accountFields;
export type AccountValues = { [K in AccountField]?: z.infer<(typeof accountFields)[K]> };

/** What an account is taken to be where a field was never written. */
export const ACCOUNT_DEFAULTS = {
	type: 'individual' as AccountType,
	name: '',
	companyName: '',
	companyAddress: EMPTY_ADDRESS,
	siren: '',
	archived: false,
	toReview: false,
	deleted: false,
};

/** Someone whose name an account's name can be made of. */
export interface Named {
	firstName: string;
	lastName: string;
}

/** "First Last", of whichever is there. */
export function personName(person: Named): string {
	return [person.firstName, person.lastName].filter((part) => part !== '').join(' ');
}

/**
 * The name of an account that has none typed by hand: the company's name, or the first contact's; made safe as a directory name by itself.
 * @returns '' when there is nothing to make it from
 */
export function generatedName(account: { type: AccountType; companyName: string }, firstContact: Named | null): string {
	const company = account.type === 'company' ? safeName(account.companyName) : '';
	if (company !== '') return company;
	return firstContact === null ? '' : safeName(personName(firstContact));
}

/** A contact's place among an account's contacts: the order of linking, then the id. */
export interface OrderedContact {
	contact: ContactId;
	linkedAt: number;
}

export function byLinkOrder(a: OrderedContact, b: OrderedContact): number {
	return a.linkedAt - b.linkedAt || (a.contact < b.contact ? -1 : 1);
}

import { ACCOUNT_DEFAULTS, generatedName, personName } from '../domain/account.ts';
import { codeOfId } from '../domain/account-code.ts';
import { stampTime } from '../domain/clock.ts';
import { CONTACT_DEFAULTS, personKey } from '../domain/contact.ts';
import { emailKey } from '../domain/email.ts';
import type { AccountId, ContactId } from '../domain/ids.ts';
import { phoneKey } from '../domain/phone.ts';
import { caseKey, foldText } from '../domain/text.ts';
import type { AccountReading, ContactReading } from '../documents/record-reading.ts';
import type { AccountRow, ContactRow } from '../storage/rows.ts';
import { signedIn } from './facets.ts';

/** What an account's row says by itself: names, codes and cities that depend on other records are set later. */
export function accountRow(id: AccountId, reading: AccountReading, before: AccountRow | undefined): AccountRow {
	const values = { ...ACCOUNT_DEFAULTS, ...reading.values };
	const isEmpty = Object.keys(reading.values).length === 0;
	const codeClaim = isEmpty ? '' : (values.code ?? codeOfId(id));
	return {
		id,
		type: values.type,
		name: '',
		typedName: values.name,
		sortKey: '',
		nameKey: '',
		companyName: values.companyName,
		companyAddress: values.companyAddress,
		siren: values.siren,
		code: before?.codeClaim === codeClaim ? before.code : codeClaim,
		codeClaim,
		tags: reading.tags,
		custom: reading.custom,
		city: '',
		email: '',
		hasEmail: false,
		repairs: reading.kept === null ? [] : [{ kind: 'contact-kept', ...reading.kept }],
		deletedAt: reading.deletedAt,
		editedAfterDeletion: reading.editedAfterDeletion,
		status: status(values, isEmpty),
		toReview: values.toReview,
		links: reading.links,
		contactIds: reading.links.map((link) => link.contact),
		access: before?.access ?? [],
		...signedIn(before?.lastSignIn),
		createdBy: values.createdBy ?? null,
		createdAt: values.createdAt === undefined ? 0 : stampTime(values.createdAt),
		alsoWritten: reading.lost,
		chunk: before?.chunk ?? -1,
		...(reading.apart.length === 0 ? {} : { apart: reading.apart }),
	};
}

export function contactRow(id: ContactId, reading: ContactReading, before: ContactRow | undefined): ContactRow {
	const values = { ...CONTACT_DEFAULTS, ...reading.values };
	const name = personName(values);
	return {
		id,
		firstName: values.firstName,
		lastName: values.lastName,
		name,
		sortKey: foldText(name),
		nameKey: personKey(name),
		email: values.email,
		emailKey: emailKey(values.email),
		phones: [...values.phones],
		phoneKeys: [...new Set(values.phones.map(phoneKey))].filter((key) => key !== ''),
		civility: values.civility ?? null,
		birthDate: values.birthDate ?? '',
		tags: reading.tags,
		custom: reading.custom,
		address: values.address,
		language: values.language ?? null,
		status: status(values, Object.keys(reading.values).length === 0),
		accounts: before?.accounts ?? [],
		logins: before?.logins ?? [],
		access: before?.access ?? [],
		...signedIn(before?.lastSignIn),
		createdBy: values.createdBy ?? null,
		createdAt: values.createdAt === undefined ? 0 : stampTime(values.createdAt),
		alsoWritten: reading.lost,
		chunk: before?.chunk ?? -1,
		...(reading.apart.length === 0 ? {} : { apart: reading.apart }),
	};
}

/** The row of an account that others were merged into. @param others their rows */
export function standingAccount(row: AccountRow, others: readonly AccountRow[]): AccountRow {
	const codes = others.map(({ codeClaim }) => codeClaim).filter((code) => code !== '' && code !== row.codeClaim);
	return {
		...row,
		merged: others.map(({ id }) => id),
		...(codes.length === 0 ? {} : { formerCodes: [...new Set(codes)].sort() }),
	};
}

/** The row of an account that was merged: it is shown nowhere, and its links count where it stands. */
export function mergedAccount(row: AccountRow, into: AccountId): AccountRow {
	return { ...row, mergedInto: into, status: 'deleted', deletedAt: null, editedAfterDeletion: false, links: [], contactIds: [], repairs: [] };
}

/** The row of a contact who was merged. */
export function mergedContact(row: ContactRow, into: ContactId): ContactRow {
	return { ...row, mergedInto: into, status: 'deleted' };
}

/** What an account shows of its contacts: a generated name, a city, an address. */
export function withContacts(row: AccountRow, contact: (id: ContactId) => ContactRow | undefined): AccountRow {
	const people = row.contactIds.flatMap((id) => contact(id) ?? []);
	const first = row.contactIds[0] === undefined ? undefined : contact(row.contactIds[0]);
	const name = row.typedName !== '' ? row.typedName : generatedName(row, first ?? null);
	const email = people.find((person) => person.email !== '')?.email ?? '';
	const company = row.type === 'company' ? row.companyAddress.city : '';
	const city = company !== '' ? company : (people.find((person) => person.address.city !== '')?.address.city ?? '');
	return { ...row, name, sortKey: foldText(name), nameKey: caseKey(name), email, hasEmail: email !== '', city };
}

/** Whether accounts that link a contact show something else since it changed. */
export function showsElsewhere(before: ContactRow | undefined, now: ContactRow): boolean {
	return before === undefined || before.name !== now.name || before.email !== now.email || before.address.city !== now.address.city;
}

/** A document that holds nothing is a record whose creation was set aside: it is shown nowhere. */
function status(values: { archived: boolean; deleted: boolean }, isEmpty: boolean): 'active' | 'archived' | 'deleted' {
	if (values.deleted || isEmpty) return 'deleted';
	return values.archived ? 'archived' : 'active';
}

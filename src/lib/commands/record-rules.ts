import { documentKind, type DocumentName } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import { parseLinkField } from '../domain/link.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { AccountRow } from '../storage/rows.ts';
import type { InputProblem } from './command-input.ts';
import { needsEmail } from './edit-records.ts';

/**
 * Which rule a former value would break if it were written again, or null: an account keeps a contact, LOGIN and NOTIFY have an address, LOGIN
 * stays off in the archive.
 * @param value null: empty
 */
export async function brokenRule(tx: BookTransaction, document: DocumentName, field: string, value: FieldValue): Promise<InputProblem['problem'] | null> {
	const kind = documentKind(document);
	if (kind.kind === 'contact' && field === 'email' && (value === '' || value === null)) {
		const row = await tx.contacts.get(kind.id);
		return row !== undefined && (await needsEmail(tx, row)) ? 'email-needed' : null;
	}
	const row = kind.kind === 'account' && parseLinkField(field) !== null ? await tx.accounts.get(kind.id) : undefined;
	return row === undefined ? null : brokenLink(tx, row, field, value);
}

async function brokenLink(tx: BookTransaction, row: AccountRow, field: string, value: FieldValue): Promise<InputProblem['problem'] | null> {
	const link = parseLinkField(field);
	if (link === null) return null;
	const { contact, part } = link;
	if (part === 'present' && value !== true) return row.contactIds.length === 1 && row.contactIds[0] === contact ? 'last-contact' : null;
	if ((part !== 'login' && part !== 'notify') || value !== true) return null;
	if (part === 'login' && row.status === 'archived') return 'account-archived';
	return (await tx.contacts.get(contact))?.email === '' ? 'email-needed' : null;
}

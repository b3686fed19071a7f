import * as z from 'zod/mini';
import type { AccountId, ContactId } from './ids.ts';

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';

/** The name of a shared document: `account:<uuid>`, `contact:<uuid>`, `firm:settings` or `firm:vocabulary`. */
export const documentName = z
	.string()
	.check(z.regex(new RegExp(`^(?:(?:account|contact):${uuid}|firm:(?:settings|vocabulary))$`)))
	.brand<'DocumentName'>();
export type DocumentName = z.infer<typeof documentName>;

export const FIRM_SETTINGS = 'firm:settings' as DocumentName;
export const FIRM_VOCABULARY = 'firm:vocabulary' as DocumentName;

/** What a document's name says: its kind and, for a record, its id. */
export type DocumentKind =
	| { kind: 'account'; id: AccountId }
	| { kind: 'contact'; id: ContactId }
	| { kind: 'settings' }
	| { kind: 'vocabulary' };

export function accountDocument(id: AccountId): DocumentName {
	return `account:${id}` as DocumentName;
}

export function contactDocument(id: ContactId): DocumentName {
	return `contact:${id}` as DocumentName;
}

export function documentKind(name: DocumentName): DocumentKind {
	const [kind, id = ''] = name.split(':');
	if (kind === 'account') return { kind, id: id as AccountId };
	if (kind === 'contact') return { kind, id: id as ContactId };
	return name === FIRM_SETTINGS ? { kind: 'settings' } : { kind: 'vocabulary' };
}

/** The id of a record's document. */
export function recordId(name: DocumentName): string {
	return name.slice(name.indexOf(':') + 1);
}

/** Reads a record's document name out of anything, or null. */
export function parseDocumentName(value: unknown): DocumentName | null {
	const parsed = documentName.safeParse(value);
	return parsed.success ? parsed.data : null;
}


import { accountDocument, contactDocument, type DocumentName } from '../../domain/document-name.ts';
import type { InvitationId } from '../../domain/ids.ts';
import type { Event } from './event.ts';

/** What can be erased: a record's document; and with it the requests to invite that were about nothing else, by their ids. */
export type ErasedName = DocumentName | InvitationId;

/** Everything that an event names of what can be erased. */
export function namesIn(event: Event): ErasedName[] {
	if (event.type === 'record.erased') return [];
	const names: ErasedName[] = [];
	if ('document' in event) names.push(event.document);
	if ('record' in event) names.push(event.record, ...event.others);
	if ('contact' in event) names.push(contactDocument(event.contact));
	if ('account' in event) names.push(accountDocument(event.account));
	if ('request' in event) names.push(event.request);
	if ('accounts' in event && typeof event.accounts !== 'number') names.push(...event.accounts.map(accountDocument));
	return names;
}

/**
 * Whether an event goes when records are erased: it holds values of one of them, or speaks of nothing else. What it says of others by their
 * ids alone (a link, a merge) holds nothing of the one that is gone, and stays.
 */
export function isErasedWith(event: Event, isErased: (name: ErasedName) => boolean): boolean {
	if (event.type === 'record.erased') return false;
	if ('document' in event) return isErased(event.document);
	if ('record' in event) return isErased(event.record) || event.others.every(isErased);
	if ('contact' in event && isErased(contactDocument(event.contact))) return true;
	if ('account' in event && isErased(accountDocument(event.account))) return true;
	if ('request' in event && isErased(event.request)) return true;
	return 'accounts' in event && typeof event.accounts !== 'number' && event.accounts.every((id) => isErased(accountDocument(id)));
}

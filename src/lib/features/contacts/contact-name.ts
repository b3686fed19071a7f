import * as m from '$messages';
import type { ContactRow } from '$lib/queries/rows.ts';

/** What a contact is called; one without a name is said to have none. */
export function contactName(contact: Pick<ContactRow, 'name'>): string {
	return contact.name || m.accounts_unnamed();
}

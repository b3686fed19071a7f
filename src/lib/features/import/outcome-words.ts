import { formats } from '$lib/i18n/format.ts';
import type { ImportRow } from '$lib/queries/rows.ts';
import * as m from '$messages';

/** What an import came to, in a line. */
export function outcomeWords({ newAccounts, newContacts, changed }: Pick<ImportRow, 'newAccounts' | 'newContacts' | 'changed'>): string {
	const shown = (count: number) => formats().number(count);
	return m.inbox_imported_counts({ accounts: shown(newAccounts), contacts: shown(newContacts), changed: shown(changed) });
}

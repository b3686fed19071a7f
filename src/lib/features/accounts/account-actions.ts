import { getCarnet } from '$lib/app/session-context.ts';
import { createTellChange } from '$lib/features/tell-change/tell-change.ts';
import { formats } from '$lib/i18n/format.ts';
import * as m from '$messages';
import type { AccountRow } from '$lib/queries/rows.ts';

/** What can be done to an account as a whole. Each is said, with its way back; each answers whether it was done. */
export interface AccountActions {
	archive(account: AccountRow): Promise<boolean>;
	/** Out of the archive. */
	restore(account: AccountRow): Promise<boolean>;
	delete(account: AccountRow): Promise<boolean>;
	/** Out of the deleted ones, into the archive. */
	undelete(account: AccountRow): Promise<boolean>;
}

/** For the component that calls this. */
export function createAccountActions(): AccountActions {
	const { commands } = getCarnet();
	const tell = createTellChange();
	return {
		archive: async (account) =>
			(await tell(() => commands.archiveAccounts([account.id]), archivedWords(account))) !== null,
		restore: async (account) =>
			(await tell(
				() => commands.restoreAccounts([account.id]),
				m.accounts_restored_toast({ name: nameOf(account) }),
			)) !== null,
		delete: async (account) =>
			(await tell(() => commands.deleteAccounts([account.id]), m.accounts_deleted_toast({ name: nameOf(account) }))) !==
			null,
		undelete: async (account) =>
			(await tell(
				() => commands.undeleteAccounts([account.id]),
				m.accounts_undeleted_toast({ name: nameOf(account) }),
			)) !== null,
	};
}

/** What an account is called; one without a name by its ID. */
export function nameOf(account: Pick<AccountRow, 'name' | 'code'>): string {
	return account.name || account.code;
}

function archivedWords(account: AccountRow): string {
	const count = account.links.filter(({ login }) => login).length;
	const name = nameOf(account);
	if (count === 0) return m.accounts_archived_toast({ name });
	return m.accounts_archived_suspended_toast({ name, count, shown: formats().number(count) });
}

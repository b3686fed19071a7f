import type { Queries } from '$lib/app/carnet.ts';
import type { AccountId } from '$lib/domain/ids.ts';
import type { AccountRow } from '$lib/queries/rows.ts';

/** Accounts by name, ID, SIREN or whatever else finds them, best first. @param except those that can't be chosen */
export async function findAccounts(
	queries: Pick<Queries, 'search' | 'accountsById'>,
	text: string,
	limit: number,
	except: readonly AccountId[],
): Promise<AccountRow[]> {
	const hits = await queries.search(text, limit + except.length, 'account');
	const ids = hits.map(({ id }) => id as AccountId);
	const rows = await queries.accountsById(ids);
	return rows.filter(({ id, status }) => status !== 'deleted' && !except.includes(id)).slice(0, limit);
}

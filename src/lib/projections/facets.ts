import type { AccountFacets, AccountRow, ContactFacets, ContactRow, CustomValues } from '../storage/rows.ts';

/** Of a long text, lists compare this much. */
const LONGEST = 120;

/** What an account is filtered and sorted by. */
export function accountFacets(row: AccountRow): AccountFacets {
	return {
		type: row.type,
		status: row.status,
		tags: row.tags,
		custom: shortened(row.custom),
		login: row.links.some((link) => link.login),
		notify: row.links.some((link) => link.notify),
		hasEmail: row.hasEmail,
		createdBy: row.createdBy,
		createdAt: row.createdAt,
		code: row.code,
		contacts: row.contactIds.length,
		email: row.email,
		siren: row.siren,
		city: row.city,
		access: row.access,
		...signedIn(row.lastSignIn),
		...whoElse(row),
	};
}

/** What a contact is filtered and sorted by. */
export function contactFacets(row: ContactRow): ContactFacets {
	return {
		status: row.status,
		tags: row.tags,
		custom: shortened(row.custom),
		email: row.email,
		phone: row.phones[0] ?? '',
		city: row.address.city,
		accounts: row.accounts,
		createdBy: row.createdBy,
		createdAt: row.createdAt,
		login: row.logins.length > 0,
		access: row.access,
		...signedIn(row.lastSignIn),
		...whoElse(row),
	};
}

/** When somebody was last let into the portal, where they ever were. */
export function signedIn(at: number | undefined): { lastSignIn?: number } {
	return at === undefined ? {} : { lastSignIn: at };
}

/** What duplicates are told by. */
function whoElse({ mergedInto, apart }: Pick<AccountRow | ContactRow, 'mergedInto' | 'apart'>): Pick<AccountFacets, 'merged' | 'apart'> {
	return { ...(mergedInto === undefined ? {} : { merged: true }), ...(apart === undefined ? {} : { apart }) };
}

function shortened(custom: CustomValues): CustomValues {
	const entries = Object.entries(custom);
	if (entries.every(([, value]) => typeof value !== 'string' || value.length <= LONGEST)) return custom;
	return Object.fromEntries(entries.map(([id, value]) => [id, typeof value === 'string' ? value.slice(0, LONGEST) : value]));
}

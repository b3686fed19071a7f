import type { AccountId, ContactId, ImportId } from '../domain/ids.ts';

/** The parts of an account's page, in their order; the first one has no name in its address. */
export const ACCOUNT_TABS = ['overview', 'info', 'documents', 'activity'] as const;
export type AccountTab = (typeof ACCOUNT_TABS)[number];

/** The addresses of the app's pages, in one place. */
export const paths = {
	accounts: '/clients',
	contacts: '/clients/contacts',
	/** @param kind whose duplicates; left out: of contacts */
	duplicates: (kind?: 'account' | 'contact') => `/clients/duplicates${kind === 'account' ? '?kind=account' : ''}`,
	account: (id: AccountId, tab?: AccountTab) =>
		`/accounts/${id}${tab === undefined || tab === 'overview' ? '' : `?tab=${tab}`}`,
	contact: (id: ContactId) => `/contacts/${id}`,
	import: '/import',
	/** What came of an import. */
	importOf: (id: ImportId) => `/import?of=${id}`,
	inbox: '/inbox',
	settings: '/settings',
	setUp: '/set-up',
	signIn: '/sign-in',
	forgot: '/forgot',
	reset: '/reset',
	join: '/join',
} as const;

/** The page to go to after signing in: a path of this app that someone was sent away from, else the list of accounts. */
export function pathAfterSignIn(next: string | null): string {
	return next !== null && /^\/(?![/\\])/.test(next) ? next : paths.accounts;
}

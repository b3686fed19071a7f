/** A token as mails carry it, in the fragment, alone or behind `t=`: no server's log ever sees it (ASVS 14.2.1). */
const FRAGMENT = /^#(?:t=)?(.{1,200})$/;

/** What of the page is needed to take a token. */
export interface TokenPage {
	location: { hash: string; pathname: string; search: string };
	/** Writes an address over the present one. */
	replace(path: string): void;
	/** Storage of this tab alone, or null where the browser has none. */
	storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
}

/**
 * Takes the token out of the page's address at once, so that it stays in no history and no screenshot. It is kept for this tab: phones
 * throw away the pages of tabs that wait, and load them again.
 * @returns '' when there is none
 */
export function takeToken(page: TokenPage, key: string): string {
	const { hash, pathname, search } = page.location;
	const token = FRAGMENT.exec(hash)?.[1] ?? '';
	if (hash !== '') page.replace(pathname + search);
	if (token === '') return page.storage?.getItem(key) ?? '';
	page.storage?.setItem(key, token);
	return token;
}

/** Forgets the tab's token, once it is used up. */
export function dropToken(page: Pick<TokenPage, 'storage'>, key: string): void {
	page.storage?.removeItem(key);
}

/** The browser's page, as it is needed here. */
export function tokenPage(page: Window): TokenPage {
	let storage: Storage | null;
	try {
		storage = page.sessionStorage;
	} catch {
		storage = null;
	}
	// The router's own way works only after its first navigation is over, and the token is to be gone before that.
	return { location: page.location, replace: (path) => page.history.replaceState(page.history.state, '', path), storage };
}

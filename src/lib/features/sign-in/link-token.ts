/** A token as mailed links carry it, in the fragment: it never reaches a server's log that way. */
const FRAGMENT = /^#t=([A-Za-z0-9_-]{43})$/;

/** The page's address, as far as it is needed here. */
export interface PageAddress {
	hash: string;
	pathname: string;
	search: string;
}

/**
 * Takes the token out of the page's address, so that it stays in no history and no screenshot.
 * @param replace writes an address over the present one, such as `history.replaceState`
 * @returns null when there is none, or one that was cut
 */
export function takeLinkToken(address: PageAddress, replace: (path: string) => void): string | null {
	const token = FRAGMENT.exec(address.hash)?.[1] ?? null;
	if (address.hash !== '') replace(address.pathname + address.search);
	return token;
}

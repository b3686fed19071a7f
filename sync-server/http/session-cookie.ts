import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { SESSION_LIFE } from '../identity/sessions.ts';

/** Where the session's token travels. */
export interface SessionCookie {
	read(c: Context): string | undefined;
	write(c: Context, token: string): void;
	clear(c: Context): void;
}

/**
 * The session cookie: `HttpOnly`, `SameSite=Lax`, path `/`; over https `__Host-` and `Secure` too (ASVS 3.3.1–3.3.4).
 * Plain http has a name without prefix: browsers refuse `__Host-` there.
 * @param bare the name without prefix
 * @param life of the cookie, in ms
 */
export function createSessionCookie(secure: boolean, bare = 'sid', life = SESSION_LIFE): SessionCookie {
	const name = secure ? `__Host-${bare}` : bare;
	const options = { path: '/', secure, httpOnly: true, sameSite: 'Lax' } as const;
	return {
		read: (c) => getCookie(c, name),
		write: (c, token) => setCookie(c, name, token, { ...options, maxAge: life / 1_000 }),
		clear: (c) => void deleteCookie(c, name, options),
	};
}

import { Hono } from 'hono';
import { signOut } from '../../identity/sign-out.ts';
import { signedInOnly, type ApiDeps, type SignedInEnv } from '../api-deps.ts';

/** Leaving. */
export function sessionRoutes(deps: ApiDeps) {
	return new Hono<SignedInEnv>().post('/sign-out', signedInOnly(deps), async (c) => {
		await signOut(deps.identity, c.get('session'), { address: c.get('address') });
		deps.cookie.clear(c);
		return c.json({ ok: true } as const, 200);
	});
}

import type { MiddlewareHandler } from 'hono';
import type { PublicAddress } from './public-address.ts';

/**
 * Refuses calls that other sites' pages make with the person's cookie (ASVS 3.5.1–3.5.3): a browser says where a call comes from
 * with `Sec-Fetch-Site`, older ones with `Origin`; a call that changes something must say one of them and carry JSON, which no form can send.
 */
export function sameOriginOnly(address: PublicAddress): MiddlewareHandler {
	return async (c, next) => {
		const site = c.req.header('Sec-Fetch-Site');
		const origin = c.req.header('Origin');
		if (site !== undefined && site !== 'same-origin' && site !== 'none') return c.json({ error: 'cross-site' }, 403);
		if (origin !== undefined && !address.allows(origin)) return c.json({ error: 'cross-site' }, 403);
		if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
		if (site !== 'same-origin' && origin === undefined) return c.json({ error: 'cross-site' }, 403);
		const type = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase();
		const bodiless = c.req.method === 'DELETE' && type === undefined;
		if (!bodiless && type !== 'application/json') return c.json({ error: 'not-json' }, 415);
		return next();
	};
}

import type { Context } from 'hono';

/** The answer to one who tried too often: how many seconds to wait. */
export function throttled(c: Context, retryAfter: number) {
	c.header('Retry-After', String(retryAfter));
	return c.json({ error: 'throttled', retryAfter } as const, 429);
}

import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { HashingBusy } from '../identity/password-hash.ts';
import type { Log } from '../observability/log.ts';

/**
 * What a call that threw is answered: 503 while passwords queue, the status of what Hono refused, else 500 and a line in the log.
 * @param event the log line's name
 */
export function answerFailure(log: Log, event: string) {
	return (error: Error, c: Context) => {
		if (error instanceof HashingBusy) return c.json({ error: 'busy' }, 503, { 'Retry-After': '2' });
		if (error instanceof HTTPException) return c.json({ error: 'invalid' }, error.status);
		log.error(event, error, { method: c.req.method, path: c.req.path });
		return c.json({ error: 'failed' }, 500);
	};
}

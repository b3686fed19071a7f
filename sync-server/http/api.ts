import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { HashingBusy } from '../identity/password-hash.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { clientMailRoutes } from './routes/client-mails.ts';
import { deviceRoutes } from './routes/devices.ts';
import { entranceRoutes } from './routes/entrance.ts';
import { joinRoutes } from './routes/join.ts';
import { passwordRoutes } from './routes/password.ts';
import { secondFactorRoutes } from './routes/second-factor.ts';
import { sessionRoutes } from './routes/session.ts';
import { staffRoutes } from './routes/staff.ts';
import { sameOriginOnly } from './same-origin.ts';

/** Bytes of a call's body. */
const MAX_BODY = 64 * 1024;

/** The JSON API under `/api`. A refusal is `{ error, … }` with a fitting status. */
export function createApi(deps: ApiDeps) {
	const api = new Hono<ApiEnv>()
		.use(async (c, next) => {
			c.set('address', deps.clients.of(c.env.incoming));
			await next();
			c.header('Cache-Control', 'no-store');
		})
		.use(sameOriginOnly(deps.address))
		.use(bodyLimit({ maxSize: MAX_BODY, onError: (c) => c.json({ error: 'too-large' }, 413) }))
		.route('/', entranceRoutes(deps))
		.route('/', sessionRoutes(deps))
		.route('/password', passwordRoutes(deps))
		.route('/second-factor', secondFactorRoutes(deps))
		.route('/devices', deviceRoutes(deps))
		.route('/client-mails', clientMailRoutes(deps))
		.route('/staff/join', joinRoutes(deps))
		.route('/staff', staffRoutes(deps));
	api.notFound((c) => c.json({ error: 'unknown' }, 404));
	api.onError((error, c) => {
		if (error instanceof HashingBusy) return c.json({ error: 'busy' }, 503, { 'Retry-After': '2' });
		if (error instanceof HTTPException) return c.json({ error: 'invalid' }, error.status);
		deps.identity.log.error('api.failed', error, { method: c.req.method, path: c.req.path });
		return c.json({ error: 'failed' }, 500);
	});
	return api;
}

/** The calls' types, for Hono's typed client: `hc<Api>(origin + '/api')`. */
export type Api = ReturnType<typeof createApi>;

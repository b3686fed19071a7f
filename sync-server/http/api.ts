import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { answerFailure } from './failure-answer.ts';
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
	api.onError(answerFailure(deps.identity.log, 'api.failed'));
	return api;
}

/** The calls' types, for Hono's typed client: `hc<Api>(origin + '/api')`. */
export type Api = ReturnType<typeof createApi>;

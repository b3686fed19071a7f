import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { answerFailure } from '../http/failure-answer.ts';
import { sameOriginOnly } from '../http/same-origin.ts';
import type { PortalEnv, PortalHttpDeps } from './portal-deps.ts';
import { activationRoutes } from './routes/activation.ts';
import { clientRoutes } from './routes/client.ts';
import { entranceRoutes } from './routes/entrance.ts';
import { signUpRoutes } from './routes/sign-up.ts';

/** Bytes of a call's body. */
const MAX_BODY = 16 * 1024;

/** The portal's calls, under `/portal/api`. A refusal is `{ error, … }` with a fitting status. Only POST and DELETE change anything. */
export function createPortalApi(deps: PortalHttpDeps) {
	const { portal } = deps;
	const api = new Hono<PortalEnv>()
		.use(async (c, next) => {
			c.set('address', deps.clients.of(c.env.incoming));
			await next();
			c.header('Cache-Control', 'no-store');
		})
		.use(sameOriginOnly(deps.address))
		.use(bodyLimit({ maxSize: MAX_BODY, onError: (c) => c.json({ error: 'too-large' }, 413) }))
		.use(async (c, next) => {
			const firm = await portal.firms.served(portal.database);
			if (firm === null) return c.json({ error: 'no-firm' }, 404);
			c.set('firm', firm);
			return next();
		})
		.route('/', entranceRoutes(deps))
		.route('/activation', activationRoutes(deps))
		.route('/sign-up', signUpRoutes(deps))
		.route('/', clientRoutes(deps));
	api.notFound((c) => c.json({ error: 'unknown' }, 404));
	api.onError(answerFailure(portal.log, 'portal.failed'));
	return api;
}

import { Hono } from 'hono';
import {
	confirmSecondFactor,
	readSecondFactor,
	removeSecondFactor,
	startSecondFactor,
} from '../../identity/second-factor-changes.ts';
import { signedInOnly, type ApiDeps, type SignedInEnv } from '../api-deps.ts';
import { body, inputs } from '../inputs.ts';
import { throttled } from '../throttled.ts';

/** The signed-in member's second factor. */
export function secondFactorRoutes(deps: ApiDeps) {
	const { identity } = deps;
	return new Hono<SignedInEnv>()
		.use(signedInOnly(deps))
		.get('/', async (c) => c.json(await readSecondFactor(identity, c.get('session')), 200))
		.post('/start', body(inputs.confirmPassword), async (c) => {
			const result = await startSecondFactor(identity, c.get('session'), c.req.valid('json').password, {
				address: c.get('address'),
			});
			if (result.kind === 'throttled') return throttled(c, result.retryAfter);
			if (result.kind === 'refused') return c.json({ error: 'refused' } as const, 403);
			return c.json({ secret: result.secret, uri: result.uri }, 200);
		})
		.post('/confirm', body(inputs.code), async (c) => {
			const result = await confirmSecondFactor(identity, c.get('session'), c.req.valid('json').code, {
				address: c.get('address'),
			});
			if (result.kind !== 'done') return c.json({ error: result.kind } as const, 422);
			return c.json({ recoveryCodes: result.recoveryCodes }, 200);
		})
		.post('/remove', body(inputs.removeSecondFactor), async (c) => {
			const { password, code } = c.req.valid('json');
			const result = await removeSecondFactor(identity, c.get('session'), password, code, {
				address: c.get('address'),
			});
			if (result.kind === 'throttled') return throttled(c, result.retryAfter);
			if (result.kind === 'password') return c.json({ error: 'password', problem: result.problem } as const, 422);
			if (result.kind !== 'done') return c.json({ error: result.kind } as const, 403);
			return c.json({ ok: true } as const, 200);
		});
}

import { Hono } from 'hono';
import { isSetUp, setUp, setUpCode } from '../../identity/set-up.ts';
import { readSession, touchSession } from '../../identity/sessions.ts';
import { signIn } from '../../identity/sign-in.ts';
import type { ApiDeps, ApiEnv } from '../api-deps.ts';
import { body, inputs } from '../inputs.ts';
import { profileOf } from '../profile-of.ts';
import { throttled } from '../throttled.ts';

/** What can be called by anyone: the relay's state, set-up, sign-in. */
export function entranceRoutes(deps: ApiDeps) {
	const { identity, cookie } = deps;
	const code = setUpCode(identity.key, deps.address.configured);
	return new Hono<ApiEnv>()
		.get('/state', async (c) => c.json({ setUp: await isSetUp(identity.database), setUpCode: code !== null, mail: deps.mail }))
		.post('/set-up', body(inputs.setUp), async (c) => {
			const input = c.req.valid('json');
			const result = await setUp(identity, { ...input, code: input.code ?? null }, { address: c.get('address') }, code);
			if (result.kind === 'already') return c.json({ error: 'already-set-up' } as const, 409);
			if (result.kind === 'throttled') return throttled(c, result.retryAfter);
			if (result.kind === 'code') return c.json({ error: 'set-up-code' } as const, 403);
			if (result.kind === 'password') return c.json({ error: 'password', problem: result.problem } as const, 422);
			cookie.write(c, result.token);
			return c.json(await profileOf(identity, result.token), 201);
		})
		.post('/sign-in', body(inputs.signIn), async (c) => {
			const { email, password, code, device } = c.req.valid('json');
			const input = { email, password, code: code ?? null, deviceId: device.id ?? null, deviceName: device.name };
			const result = await signIn(identity, input, { address: c.get('address') });
			switch (result.kind) {
				case 'throttled':
					return throttled(c, result.retryAfter);
				case 'refused':
				case 'code-needed':
				case 'code-wrong':
					return c.json({ error: result.kind } as const, 401);
				case 'done':
					cookie.write(c, result.token);
					return c.json(await profileOf(identity, result.token), 200);
			}
		})
		.get('/session', async (c) => {
			const reading = await readSession(identity.database, identity.platform.now(), cookie.read(c));
			if (reading.kind === 'open') {
				await touchSession(identity.database, identity.platform.now(), reading.session);
				return c.json(reading.session.profile, 200);
			}
			return c.json({ error: reading.kind === 'removed' ? 'device-removed' : 'signed-out' } as const, 401);
		});
}

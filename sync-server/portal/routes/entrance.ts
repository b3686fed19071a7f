import { Hono } from 'hono';
import { body, inputs } from '../../http/inputs.ts';
import { maskEmail } from '../../http/mask-email.ts';
import { throttled } from '../../http/throttled.ts';
import { readAgent } from '../agent.ts';
import { portalInputs } from '../inputs.ts';
import { readClientReset, requestClientReset, resetClientPassword } from '../passwords.ts';
import type { PortalEnv, PortalHttpDeps } from '../portal-deps.ts';
import { signInClient } from '../sign-in.ts';

/** What can be called by anyone: the firm's card, sign-in, a forgotten password. */
export function entranceRoutes(deps: PortalHttpDeps) {
	const { portal } = deps;
	return new Hono<PortalEnv>()
		.get('/firm', async (c) => c.json((await portal.firms.read(portal.database, c.get('firm'))).shown, 200))
		.post('/sign-in', body(portalInputs.signIn), async (c) => {
			const input = { ...c.req.valid('json'), firm: c.get('firm') };
			const result = await signInClient(portal, input, readAgent(c.req.header('User-Agent')), { address: c.get('address') });
			if (result.kind === 'throttled') return throttled(c, result.retryAfter);
			if (result.kind === 'refused') return c.json({ error: 'refused' } as const, 401);
			deps.cookie.write(c, result.token);
			return c.json({ ok: true } as const, 200);
		})
		.post('/password/forgot', body(portalInputs.forgot), async (c) => {
			await requestClientReset(portal, c.get('firm'), c.req.valid('json').email, { address: c.get('address') });
			return c.json({ ok: true } as const, 200);
		})
		.post('/password/reset/look', body(portalInputs.token), async (c) => {
			const found = await readClientReset(portal, c.req.valid('json').token);
			if (found.kind === 'link') return c.json({ error: 'link', problem: found.problem } as const, 410);
			const { shown } = await portal.firms.read(portal.database, found.client.firm);
			return c.json({ firm: shown, email: maskEmail(found.client.email) }, 200);
		})
		.post('/password/reset', body(inputs.reset), async (c) => {
			const { token, password } = c.req.valid('json');
			const result = await resetClientPassword(portal, token, password, { address: c.get('address') });
			if (result.kind === 'link') return c.json({ error: 'link', problem: result.problem } as const, 410);
			if (result.kind === 'password') return c.json({ error: 'password', problem: result.problem } as const, 422);
			return c.json({ ok: true } as const, 200);
		});
}

import { Hono, type Context } from 'hono';
import { body } from '../../http/inputs.ts';
import { throttled } from '../../http/throttled.ts';
import { activate, activateWithPassword, addAccounts, lookAtInvitation, type ActivateResult, type DeadInvitation } from '../activation.ts';
import { readAgent } from '../agent.ts';
import { portalInputs } from '../inputs.ts';
import { askForLink } from '../link-wanted.ts';
import { sessionOf, type PortalEnv, type PortalHttpDeps } from '../portal-deps.ts';

/** Following the link of an invitation. */
export function activationRoutes(deps: PortalHttpDeps) {
	const { portal } = deps;

	async function dead(c: Context, { problem, firm }: DeadInvitation) {
		if (firm === null) return c.json({ error: 'link', problem } as const, 410);
		return c.json({ error: 'link', problem, firm: (await portal.firms.read(portal.database, firm)).shown } as const, 410);
	}

	async function answer(c: Context, result: ActivateResult) {
		switch (result.kind) {
			case 'done':
				if (result.token !== null) deps.cookie.write(c, result.token);
				return c.json({ email: result.email }, 200);
			case 'link':
				return dead(c, result);
			case 'throttled':
				return throttled(c, result.retryAfter);
			case 'password':
				return c.json({ error: 'password', problem: result.problem } as const, 422);
			case 'refused':
				return c.json({ error: 'refused' } as const, 403);
			case 'has-password':
			case 'other-person':
				return c.json({ error: result.kind } as const, 409);
		}
	}

	const origin = (c: Context<PortalEnv>) => ({ address: c.get('address') });
	const agent = (c: Context) => readAgent(c.req.header('User-Agent'));
	return new Hono<PortalEnv>()
		.post('/look', body(portalInputs.token), async (c) => {
			const result = await lookAtInvitation(portal, c.req.valid('json').token, await sessionOf(deps, c), origin(c));
			if (result.kind === 'throttled') return throttled(c, result.retryAfter);
			return result.kind === 'link' ? dead(c, result) : c.json(result.look, 200);
		})
		.post('/', body(portalInputs.activate), async (c) => {
			const { token, password, attempt, locale } = c.req.valid('json');
			const { language } = await portal.firms.read(portal.database, c.get('firm'));
			const input = { token, password, attempt: attempt ?? null, locale: locale ?? language };
			return answer(c, await activate(portal, input, agent(c), origin(c)));
		})
		.post('/sign-in', body(portalInputs.withPassword), async (c) =>
			answer(c, await activateWithPassword(portal, c.req.valid('json'), agent(c), origin(c))),
		)
		.post('/add', body(portalInputs.token), async (c) => {
			const session = await sessionOf(deps, c);
			if (session === null) return c.json({ error: 'signed-out' } as const, 401);
			return answer(c, await addAccounts(portal, c.req.valid('json').token, session, origin(c)));
		})
		.post('/ask', body(portalInputs.token), async (c) => {
			const result = await askForLink(portal, c.req.valid('json').token, origin(c));
			return result.kind === 'throttled' ? throttled(c, result.retryAfter) : c.json({ ok: true } as const, 200);
		});
}

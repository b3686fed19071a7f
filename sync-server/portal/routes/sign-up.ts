import { Hono, type Context } from 'hono';
import { SIGN_UP_RESEND } from '../../../src/lib/protocol/portal.ts';
import { body } from '../../http/inputs.ts';
import { throttled } from '../../http/throttled.ts';
import { portalInputs } from '../inputs.ts';
import type { PortalEnv, PortalHttpDeps } from '../portal-deps.ts';
import { finishSignUp, proveSignUp, resendSignUpCode, startSignUp } from '../sign-up.ts';

/** New clients register. Closed by the firm, every step says so. */
export function signUpRoutes(deps: PortalHttpDeps) {
	const { portal } = deps;
	const closed = (c: Context) => c.json({ error: 'closed' } as const, 403);
	const ended = (c: Context) => c.json({ error: 'ended' } as const, 410);
	return new Hono<PortalEnv>()
		.get('/', async (c) => {
			const { shown, welcome } = await portal.firms.read(portal.database, c.get('firm'));
			return c.json({ open: shown.signUp, firm: shown, welcome: shown.signUp ? welcome : '' }, 200);
		})
		.post('/start', body(portalInputs.startSignUp), async (c) => {
			const { email, locale, website } = c.req.valid('json');
			const input = { firm: c.get('firm'), email, locale, isBot: website !== '' };
			const result = await startSignUp(portal, input, { address: c.get('address') });
			if (result.kind === 'closed') return closed(c);
			if (result.kind === 'throttled') return throttled(c, result.retryAfter);
			return c.json({ attempt: result.attempt, resendIn: SIGN_UP_RESEND }, 200);
		})
		.post('/resend', body(portalInputs.attempt), async (c) => {
			const result = await resendSignUpCode(portal, c.get('firm'), c.req.valid('json').attempt);
			if (result.kind === 'closed') return closed(c);
			if (result.kind === 'ended') return ended(c);
			return result.kind === 'throttled' ? throttled(c, result.retryAfter) : c.json({ ok: true } as const, 200);
		})
		.post('/code', body(portalInputs.code), async (c) => {
			const { attempt, code } = c.req.valid('json');
			const result = await proveSignUp(portal, c.get('firm'), attempt, code);
			if (result.kind === 'closed') return closed(c);
			if (result.kind === 'ended') return ended(c);
			return result.kind === 'wrong'
				? c.json({ error: 'code', left: result.left } as const, 422)
				: c.json({ ok: true } as const, 200);
		})
		.post('/finish', body(portalInputs.finish), async (c) => {
			const { attempt, consent: _, ...client } = c.req.valid('json');
			const result = await finishSignUp(portal, c.get('firm'), attempt, client, { address: c.get('address') });
			if (result.kind === 'closed') return closed(c);
			return result.kind === 'ended' ? ended(c) : c.json({ ok: true } as const, 200);
		});
}

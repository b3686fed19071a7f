import { Hono } from 'hono';
import { changePassword, readResetLink, requestPasswordReset, resetPassword } from '../../identity/passwords.ts';
import { signedInOnly, type ApiDeps, type ApiEnv, type SignedInEnv } from '../api-deps.ts';
import { body, inputs } from '../inputs.ts';
import { maskEmail } from '../mask-email.ts';
import { throttled } from '../throttled.ts';

/** Passwords forgotten, set anew with a link, and changed. */
export function passwordRoutes(deps: ApiDeps) {
	const { identity } = deps;
	const open = new Hono<ApiEnv>()
		.post('/forgot', body(inputs.forgot), async (c) => {
			await requestPasswordReset(identity, c.req.valid('json').email, { address: c.get('address') });
			return c.json({ ok: true } as const, 200);
		})
		.post('/reset/look', body(inputs.token), async (c) => {
			const found = await readResetLink(identity, c.req.valid('json').token);
			if (found.kind === 'link') return c.json({ error: 'link', problem: found.problem } as const, 410);
			const { firmName, email, totpSecret } = found.member;
			return c.json({ firmName, email: maskEmail(email), secondFactor: totpSecret !== null }, 200);
		})
		.post('/reset', body(inputs.reset), async (c) => {
			const { token, password } = c.req.valid('json');
			const result = await resetPassword(identity, token, password, { address: c.get('address') });
			if (result.kind === 'link') return c.json({ error: 'link', problem: result.problem } as const, 410);
			if (result.kind === 'password') return c.json({ error: 'password', problem: result.problem } as const, 422);
			return c.json({ ok: true } as const, 200);
		});
	const own = new Hono<SignedInEnv>().post('/change', signedInOnly(deps), body(inputs.changePassword), async (c) => {
		const { current, password } = c.req.valid('json');
		const result = await changePassword(identity, c.get('session'), current, password, { address: c.get('address') });
		if (result.kind === 'throttled') return throttled(c, result.retryAfter);
		if (result.kind === 'refused') return c.json({ error: 'refused' } as const, 403);
		if (result.kind === 'password') return c.json({ error: 'password', problem: result.problem } as const, 422);
		return c.json({ ok: true } as const, 200);
	});
	return new Hono<ApiEnv>().route('/', open).route('/', own);
}

import { Hono } from 'hono';
import { join } from '../../identity/join.ts';
import { readJoinLink } from '../../identity/staff-invitations.ts';
import type { ApiDeps, ApiEnv } from '../api-deps.ts';
import { body, inputs } from '../inputs.ts';
import { maskEmail } from '../mask-email.ts';
import { profileOf } from '../profile-of.ts';

/** Invited colleagues come in. Looking changes nothing; nothing here answers GET, so that mail scanners use no link up. */
export function joinRoutes(deps: ApiDeps) {
	const { identity, cookie } = deps;
	return new Hono<ApiEnv>()
		.post('/look', body(inputs.token), async (c) => {
			const found = await readJoinLink(identity.database, identity.platform.now(), c.req.valid('json').token);
			if (found.kind === 'link') return c.json({ error: 'link', problem: found.problem } as const, 410);
			return c.json(
				{ firmName: found.firmName, email: maskEmail(found.invitation.email), role: found.invitation.role },
				200,
			);
		})
		.post('/', body(inputs.join), async (c) => {
			const result = await join(identity, c.req.valid('json'), { address: c.get('address') });
			if (result.kind === 'link') return c.json({ error: 'link', problem: result.problem } as const, 410);
			if (result.kind === 'password') return c.json({ error: 'password', problem: result.problem } as const, 422);
			cookie.write(c, result.token);
			return c.json(await profileOf(identity, result.token), 201);
		});
}

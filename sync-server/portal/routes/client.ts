import { Hono } from 'hono';
import { accountId } from '../../../src/lib/domain/ids.ts';
import { body } from '../../http/inputs.ts';
import { throttled } from '../../http/throttled.ts';
import { viewAccount, visibleAccounts } from '../access.ts';
import { firstNameOf } from '../activation.ts';
import { findClient } from '../clients.ts';
import { portalInputs } from '../inputs.ts';
import { changeClientPassword } from '../passwords.ts';
import { clientsOnly, type ClientEnv, type PortalHttpDeps } from '../portal-deps.ts';
import { endPortalSession, listPortalSessions } from '../sessions.ts';
import { signOutClient } from '../sign-in.ts';

/** What a signed-in client may do. */
export function clientRoutes(deps: PortalHttpDeps) {
	const { portal } = deps;
	const { database, platform } = portal;
	const only = clientsOnly(deps);
	return new Hono<ClientEnv>()
		.get('/home', only, async (c) => {
			const { firm, contact } = c.get('session');
			const client = await findClient(database, firm, contact);
			return c.json(
				{
					firm: (await portal.firms.read(database, firm)).shown,
					firstName: await firstNameOf(database, firm, contact),
					email: client?.email ?? '',
					accounts: await visibleAccounts(database, firm, contact),
				},
				200,
			);
		})
		.get('/accounts/:id', only, async (c) => {
			const { firm, contact } = c.get('session');
			const id = accountId.safeParse(c.req.param('id'));
			const { language } = await portal.firms.read(database, firm);
			const view = id.success ? await viewAccount(database, firm, contact, id.data, language) : null;
			return view === null ? c.json({ error: 'unknown' } as const, 404) : c.json(view, 200);
		})
		.get('/sessions', only, async (c) => {
			const session = c.get('session');
			const sessions = await listPortalSessions(database, platform.now(), session);
			return c.json({ sessions: sessions.map((one) => ({ ...one, current: one.id === session.id })) }, 200);
		})
		.delete('/sessions/:id', only, async (c) => {
			const session = c.get('session');
			const ended = await endPortalSession(database, platform.now(), session, c.req.param('id'));
			if (!ended) return c.json({ error: 'unknown' } as const, 404);
			if (c.req.param('id') === session.id) deps.cookie.clear(c);
			return c.json({ ok: true } as const, 200);
		})
		.post('/password/change', only, body(portalInputs.change), async (c) => {
			const { current, password } = c.req.valid('json');
			const result = await changeClientPassword(portal, c.get('session'), current, password, { address: c.get('address') });
			if (result.kind === 'throttled') return throttled(c, result.retryAfter);
			if (result.kind === 'refused') return c.json({ error: 'refused' } as const, 403);
			if (result.kind === 'password') return c.json({ error: 'password', problem: result.problem } as const, 422);
			return c.json({ ok: true } as const, 200);
		})
		.post('/sign-out', only, async (c) => {
			await signOutClient(portal, c.get('session'), { address: c.get('address') });
			deps.cookie.clear(c);
			return c.json({ ok: true } as const, 200);
		});
}

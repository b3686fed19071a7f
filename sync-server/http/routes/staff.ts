import { Hono, type Context } from 'hono';
import type { StaffId } from '../../../src/lib/domain/ids.ts';
import { mayAdminister } from '../../../src/lib/domain/staff.ts';
import { changeMe, changeRole, removeStaff, type StaffChange } from '../../identity/staff-changes.ts';
import {
	inviteStaff,
	listInvitations,
	resendInvitation,
	withdrawInvitation,
	type InviteResult,
} from '../../identity/staff-invitations.ts';
import { listStaff } from '../../identity/staff.ts';
import { readAudit } from '../../observability/audit.ts';
import { signedInOnly, type ApiDeps, type SignedInEnv } from '../api-deps.ts';
import { body, inputs } from '../inputs.ts';

/** Entries of the audit in one answer. */
const AUDIT_PAGE = 100;

/** The firm's people: who is there, who was invited, roles. */
export function staffRoutes(deps: ApiDeps) {
	const { identity } = deps;
	return new Hono<SignedInEnv>()
		.use(signedInOnly(deps))
		.get('/', async (c) => {
			const { firm, role } = c.get('session');
			const staff = await listStaff(identity.database, firm);
			const invitations = mayAdminister(role) ? await listInvitations(identity.database, firm) : [];
			return c.json(
				{
					staff: staff.map(({ id, name, email, role, createdAt, totpSecret }) => ({
						id,
						name,
						email,
						role,
						createdAt,
						secondFactor: totpSecret !== null,
					})),
					invitations: invitations.map(({ firm: _, ...invitation }) => invitation),
				},
				200,
			);
		})
		.patch('/me', body(inputs.me), async (c) => {
			await changeMe(identity, c.get('session'), c.req.valid('json'));
			return c.json({ ok: true } as const, 200);
		})
		.get('/audit', async (c) => {
			const { firm, role } = c.get('session');
			if (!mayAdminister(role)) return c.json({ error: 'forbidden' } as const, 403);
			const before = Number(c.req.query('before') ?? Number.MAX_SAFE_INTEGER);
			if (!Number.isSafeInteger(before)) return c.json({ error: 'invalid' } as const, 400);
			return c.json({ entries: await readAudit(identity.database, firm, before, AUDIT_PAGE) }, 200);
		})
		.post('/invitations', body(inputs.invite), async (c) =>
			invited(c, await inviteStaff(identity, c.get('session'), c.req.valid('json'), { address: c.get('address') })),
		)
		.post('/invitations/:id/resend', async (c) =>
			invited(c, await resendInvitation(identity, c.get('session'), c.req.param('id'), { address: c.get('address') })),
		)
		.delete('/invitations/:id', async (c) =>
			invited(
				c,
				await withdrawInvitation(identity, c.get('session'), c.req.param('id'), { address: c.get('address') }),
			),
		)
		.patch('/:id', body(inputs.role), async (c) =>
			changed(
				c,
				await changeRole(identity, c.get('session'), c.req.param('id') as StaffId, c.req.valid('json').role, {
					address: c.get('address'),
				}),
			),
		)
		.delete('/:id', async (c) =>
			changed(
				c,
				await removeStaff(identity, c.get('session'), c.req.param('id') as StaffId, { address: c.get('address') }),
			),
		);
}

function changed(c: Context, change: StaffChange) {
	if (change === 'unknown') return c.json({ error: change } as const, 404);
	if (change === 'forbidden') return c.json({ error: change } as const, 403);
	if (change === 'last-owner') return c.json({ error: change } as const, 409);
	return c.json({ ok: true } as const, 200);
}

function invited(c: Context, result: InviteResult) {
	if (result.kind === 'unknown') return c.json({ error: result.kind } as const, 404);
	if (result.kind === 'forbidden') return c.json({ error: result.kind } as const, 403);
	if (result.kind !== 'done') return c.json({ error: result.kind } as const, 409);
	return c.json({ id: result.id }, 200);
}

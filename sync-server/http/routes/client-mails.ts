import { Hono } from 'hono';
import { chooseStaffMail, STAFF_MAIL_KINDS, staffMailsOff } from '../../invitations/staff-mails.ts';
import { signedInOnly, type ApiDeps, type SignedInEnv } from '../api-deps.ts';
import { body, inputs } from '../inputs.ts';

/** One's own mails about clients: which kinds there are, and which are switched off. */
export function clientMailRoutes(deps: ApiDeps) {
	const { database } = deps.identity;
	return new Hono<SignedInEnv>()
		.use(signedInOnly(deps))
		.get('/', async (c) => {
			const { firm, staff } = c.get('session');
			return c.json({ kinds: STAFF_MAIL_KINDS, off: await staffMailsOff(database, firm, staff) }, 200);
		})
		.patch('/', body(inputs.clientMail), async (c) => {
			const { firm, staff } = c.get('session');
			const { kind, on } = c.req.valid('json');
			await chooseStaffMail(database, firm, staff, kind, on);
			return c.json({ ok: true } as const, 200);
		});
}

import { Hono, type Context } from 'hono';
import type { DeviceId } from '../../../src/lib/domain/ids.ts';
import { removeDevice, renameDevice, visibleDevices, type DeviceChange } from '../../identity/device-changes.ts';
import { listStaff } from '../../identity/staff.ts';
import { signedInOnly, type ApiDeps, type SignedInEnv } from '../api-deps.ts';
import { body, inputs } from '../inputs.ts';

/** Browser profiles: one's own, and for those who administer the firm everybody's. */
export function deviceRoutes(deps: ApiDeps) {
	const { identity } = deps;
	return new Hono<SignedInEnv>()
		.use(signedInOnly(deps))
		.get('/', async (c) => {
			const session = c.get('session');
			const names = new Map(
				(await listStaff(identity.database, session.firm)).map((member) => [member.id, member.name]),
			);
			const devices = await visibleDevices(identity, session);
			return c.json(
				{
					devices: devices.map((device) => ({
						...device,
						staffName: names.get(device.staff) ?? '',
						current: device.id === session.device,
					})),
				},
				200,
			);
		})
		.patch('/:id', body(inputs.deviceName), async (c) => {
			const id = c.req.param('id') as DeviceId;
			return answer(
				c,
				await renameDevice(identity, c.get('session'), id, c.req.valid('json').name, { address: c.get('address') }),
			);
		})
		.delete('/:id', async (c) =>
			answer(
				c,
				await removeDevice(identity, c.get('session'), c.req.param('id') as DeviceId, { address: c.get('address') }),
			),
		);
}

function answer(c: Context, change: DeviceChange) {
	if (change === 'unknown') return c.json({ error: change } as const, 404);
	if (change === 'forbidden') return c.json({ error: change } as const, 403);
	return c.json({ ok: true } as const, 200);
}

import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { readSession, touchSession, type Session } from '../identity/sessions.ts';
import type { ClientAddresses } from './client-address.ts';
import type { PublicAddress } from './public-address.ts';
import type { SessionCookie } from './session-cookie.ts';

/** What the calls of the API work with. */
export interface ApiDeps {
	identity: IdentityDeps;
	address: PublicAddress;
	clients: ClientAddresses;
	cookie: SessionCookie;
	/** Where mails go. */
	mail: 'smtp' | 'mailbox';
}

export interface ApiEnv {
	Bindings: HttpBindings;
	Variables: {
		/** The client's network address. */
		address: string;
	};
}

export interface SignedInEnv extends ApiEnv {
	Variables: ApiEnv['Variables'] & { session: Session };
}

/** Lets calls of a signed-in staff member pass; answers others 401 `signed-out`, or `device-removed` when the device is to erase its data. */
export function signedInOnly(deps: ApiDeps) {
	const handler: MiddlewareHandler<SignedInEnv> = async (c, next) => {
		const { database, platform } = deps.identity;
		const reading = await readSession(database, platform.now(), deps.cookie.read(c));
		if (reading.kind !== 'open')
			return c.json({ error: reading.kind === 'removed' ? 'device-removed' : 'signed-out' } as const, 401);
		await touchSession(database, platform.now(), reading.session);
		c.set('session', reading.session);
		return next();
	};
	return handler;
}

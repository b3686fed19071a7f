import type { Context, MiddlewareHandler } from 'hono';
import type { HttpBindings } from '@hono/node-server';
import type { FirmId } from '../../src/lib/domain/ids.ts';
import type { ClientAddresses } from '../http/client-address.ts';
import type { PublicAddress } from '../http/public-address.ts';
import type { SessionCookie } from '../http/session-cookie.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import type { LogService, OwnWords } from '../sync/log-service.ts';
import type { FirmReader } from './firm-reader.ts';
import { readPortalSession, touchPortalSession, type PortalSession } from './sessions.ts';

/** What the relay says by itself in one transaction with what it stores: events, and updates of documents (Yjs, format V1). */
export type Voice = OwnWords;

/** What the portal works with. */
export interface PortalDeps extends IdentityDeps {
	/** The firms' logs, in which the portal speaks as the relay's own author. */
	clientLog: LogService;
	firms: FirmReader;
	/** The origin that mails link to. */
	url(): string;
}

/** What its calls work with besides. */
export interface PortalHttpDeps {
	portal: PortalDeps;
	address: PublicAddress;
	clients: ClientAddresses;
	cookie: SessionCookie;
}

export interface PortalEnv {
	Bindings: HttpBindings;
	Variables: {
		/** The client's network address. */
		address: string;
		/** The firm that this relay serves. */
		firm: FirmId;
	};
}

export interface ClientEnv extends PortalEnv {
	Variables: PortalEnv['Variables'] & { session: PortalSession };
}

/** The session of a call, or null. */
export async function sessionOf(deps: PortalHttpDeps, c: Context): Promise<PortalSession | null> {
	return readPortalSession(deps.portal.database, deps.portal.platform.now(), deps.cookie.read(c));
}

/** Lets calls of a signed-in client pass; answers others 401 `signed-out`. */
export function clientsOnly(deps: PortalHttpDeps): MiddlewareHandler<ClientEnv> {
	return async (c, next) => {
		const session = await sessionOf(deps, c);
		if (session === null) return c.json({ error: 'signed-out' } as const, 401);
		await touchPortalSession(deps.portal.database, deps.portal.platform.now(), session);
		c.set('session', session);
		return next();
	};
}

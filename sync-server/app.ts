import { createAdaptorServer, type HttpBindings, type ServerType } from '@hono/node-server';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Hono, type Context, type Next } from 'hono';
import { WebSocketServer, type ServerOptions } from 'ws';
import { MAX_FRAME } from '../src/lib/protocol/limits.ts';
import type { Config } from './config.ts';
import { createApi } from './http/api.ts';
import { createClientAddresses } from './http/client-address.ts';
import { devMailboxRoutes } from './http/dev-mailbox.ts';
import { keepOlderBuilds } from './http/older-builds.ts';
import { createPublicAddress } from './http/public-address.ts';
import { contentSecurityPolicy, securityHeaders } from './http/security-headers.ts';
import { createSessionCookie } from './http/session-cookie.ts';
import { createSocketDoors, type SocketHandlers } from './http/sockets.ts';
import { readStaticFiles, serveStatic } from './http/static-files.ts';
import { hearAccessChanges } from './identity/access-changes.ts';
import { createPasswordHasher } from './identity/password-hash.ts';
import { createRelayKey } from './identity/relay-key.ts';
import { pruneSessions } from './identity/sessions.ts';
import { isSetUp, setUpCode, shownCode } from './identity/set-up.ts';
import { createThrottle } from './identity/throttle.ts';
import { MAIL_HOLD } from './invitations/decide-request.ts';
import { expireDue } from './invitations/expire-due.ts';
import { unsubscribeRoutes } from './http/unsubscribe.ts';
import { createSmtpTransport } from './mailer/smtp.ts';
import type { Log } from './observability/log.ts';
import { createFirmReader } from './portal/firm-reader.ts';
import { createPortalApi } from './portal/portal-api.ts';
import { PORTAL_SESSION_LIFE, prunePortalSessions } from './portal/sessions.ts';
import { pruneSignUps } from './portal/sign-up.ts';
import type { RelayPlatform } from './platform.ts';
import { compact } from './reactors/compaction.ts';
import type { MailBell } from './reactors/mail-bell.ts';
import { createMailReactor } from './reactors/mail.ts';
import type { Database } from './store/sql.ts';
import type { LogService } from './sync/log-service.ts';

/** How often sockets are checked against their sessions, in ms (ASVS 7.4: within a minute). */
const SWEEP_EVERY = 30_000;
/** How often the outbox is looked through for mails that are due again, in ms; new ones are sent at once. */
const MAIL_EVERY = 15_000;
const EXPIRE_EVERY = 60_000;
const COMPACT_EVERY = 10 * 60_000;
const PRUNE_EVERY = 60 * 60_000;
/** How long peers may take to close their side when the relay stops, in ms. */
const CLOSE_WITHIN = 2_000;

export interface SyncServerDeps {
	config: Config;
	/** Migrated. */
	database: Database;
	platform: RelayPlatform;
	log: Log;
	/** The relay's own secret, 32 bytes. */
	secret: Uint8Array;
	sockets: SocketHandlers;
	/** The firms' logs. */
	clientLog: LogService;
	/** Rings when an append has written a mail. */
	mailBell: MailBell;
	/** The folder of the built app. */
	buildFolder: string;
}

/** A relay: the app's files, the API and the sockets on one port. */
export interface SyncServer {
	/** Starts to listen; returns the port. @throws Error when the port is taken */
	listen(): Promise<number>;
	/** The origin that mails link to. Known once it listens. */
	url(): string;
	/** The code that setting up takes now, as it is read out; null: none, or it is set up. */
	setUpCode(): Promise<string | null>;
	/** Every method and address that it has a handler for: what a test must try. */
	routes(): { method: string; path: string }[];
	/** Checks open sockets against their sessions; it happens by itself every 30 s. */
	sweep(): Promise<void>;
	/** Sends the mails that are due; it happens by itself. */
	deliverMail(): Promise<void>;
	/** Ends invitations whose time is over; it happens by itself. */
	expireInvitations(): Promise<void>;
	/** Stops: no new connections, sockets closed with 1001, then everything cut that did not follow within 2 s. The database stays open. */
	close(): Promise<void>;
}

function createPeers(): WebSocketServer {
	// ws 8.19 and later know how long to wait for a peer's own close; its types do not say so yet.
	const options: ServerOptions & { closeTimeout: number } = {
		noServer: true,
		perMessageDeflate: false,
		maxPayload: MAX_FRAME,
		closeTimeout: CLOSE_WITHIN,
	};
	return new WebSocketServer(options);
}

/** Puts a relay together; everything that differs between a real one and a test's comes in. */
export async function createSyncServer(deps: SyncServerDeps): Promise<SyncServer> {
	const { config, database, platform, log, clientLog } = deps;
	const address = createPublicAddress(config.publicUrl);
	const clients = createClientAddresses(config.trustedProxies);
	const cookie = createSessionCookie(address.secure);
	const portalCookie = createSessionCookie(address.secure, 'portal', PORTAL_SESSION_LIFE);
	const throttle = createThrottle(database, platform);
	const identity = {
		database,
		platform,
		log,
		throttle,
		hasher: createPasswordHasher(platform),
		key: createRelayKey(deps.secret, platform),
	};
	const transport = config.smtpUrl === null ? null : createSmtpTransport(config.smtpUrl, config.mailFrom);
	const mailing = {
		database,
		platform,
		log,
		clientLog,
		key: identity.key,
		transport,
		from: config.mailFrom,
		url: () => address.url(),
	};
	const mail = createMailReactor(mailing);
	const doors = createSocketDoors({ database, platform, log, address, cookie, handlers: deps.sockets });
	await hearAccessChanges(database, (change) => {
		doors.follow(change).catch((error: unknown) => log.error('sockets.follow-failed', error));
	});

	deps.mailBell.heard(() => {
		// A little after an invitation's hold is over.
		setTimeout(sendMail, MAIL_HOLD + 100).unref();
	});
	const portal = { ...identity, clientLog: deps.clientLog, firms: createFirmReader(), url: () => address.url() };

	const build = readStaticFiles(deps.buildFolder, '/');
	const page = build.has('/app.html') ? readFileSync(join(deps.buildFolder, 'app.html'), 'utf8') : '';
	const app = new Hono<{ Bindings: HttpBindings }>()
		.use(securityHeaders(contentSecurityPolicy(page), address.secure))
		.get('/health', async (c) => {
			await database.get('SELECT 1 AS ok');
			return c.json({ ok: true }, 200, { 'Cache-Control': 'no-store' });
		})
		.use('/api/*', afterwards)
		.use('/portal/api/*', afterwards)
		.route('/api', createApi({ identity, address, clients, cookie, mail: transport === null ? 'mailbox' : 'smtp' }))
		.route('/portal/api', createPortalApi({ portal, address, clients, cookie: portalCookie }))
		.route(
			'/dev/mailbox',
			devMailboxRoutes({ ...mailing, clients, enabled: transport === null && (!address.secure || config.showMailbox) }),
		)
		.route('/unsubscribe', unsubscribeRoutes({ clientLog, key: identity.key, platform }))
		.route('/sync', doors.routes)
		.use(serveStatic(build, keepOlderBuilds(deps.buildFolder, config.dataDir, platform.now())));
	app.notFound((c) =>
		c.text(page === '' ? 'Carnet has not been built yet: run "npm run build".' : 'Not found', page === '' ? 503 : 404),
	);
	app.onError((error, c) => {
		log.error('http.failed', error, { method: c.req.method, path: c.req.path });
		return c.text('Something failed. It was written to the log.', 500);
	});

	const peers = createPeers();
	const server = createAdaptorServer({ fetch: app.fetch, websocket: { server: peers } }) as Server & ServerType;
	const timers = [
		every(SWEEP_EVERY, 'sweep', () => doors.sweep()),
		every(MAIL_EVERY, 'mail', () => mail.deliverDue()),
		every(EXPIRE_EVERY, 'expiry', () => expireDue({ database, platform, clientLog })),
		every(COMPACT_EVERY, 'compaction', () => compact({ database, platform, pause: setImmediate })),
		every(PRUNE_EVERY, 'prune', async () => {
			await throttle.prune();
			await pruneSessions(database, platform.now());
			await prunePortalSessions(database, platform.now());
			await pruneSignUps(database, platform.now());
		}),
	];

	/** A call that changed something may have written mails. */
	async function afterwards(c: Context, next: Next): Promise<void> {
		await next();
		if (c.req.method !== 'GET') sendMail();
	}

	function sendMail(): void {
		mail.deliverDue().catch((error: unknown) => log.error('mail.failed', error));
	}

	function every(ms: number, what: string, work: () => Promise<unknown>): NodeJS.Timeout {
		return setInterval(() => {
			work().catch((error: unknown) => log.error(`${what}.failed`, error));
		}, ms).unref();
	}

	return {
		listen: () =>
			new Promise((resolve, reject) => {
				server.once('error', reject);
				server.listen(config.port, config.host, () => {
					server.off('error', reject);
					const bound = server.address();
					const port = bound !== null && typeof bound === 'object' ? bound.port : config.port;
					address.listening(port);
					resolve(port);
				});
			}),
		url: () => address.url(),
		setUpCode: async () => {
			const code = setUpCode(identity.key, address.configured);
			return code === null || (await isSetUp(database)) ? null : shownCode(code);
		},
		routes: () => app.routes.map(({ method, path }) => ({ method, path })),
		sweep: () => doors.sweep(),
		deliverMail: () => mail.deliverDue(),
		expireInvitations: () => expireDue({ database, platform, clientLog }),
		close: async () => {
			for (const timer of timers) clearInterval(timer);
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			doors.closeAll();
			transport?.close();
			server.closeIdleConnections();
			const cut = setTimeout(() => {
				for (const peer of peers.clients) peer.terminate();
				server.closeAllConnections();
			}, CLOSE_WITHIN);
			await closed;
			clearTimeout(cut);
		},
	};
}

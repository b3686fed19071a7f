import { upgradeWebSocket } from '@hono/node-server';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { WebSocket } from 'ws';
import { CLOSE, type CloseReason } from '../../src/lib/protocol/close-codes.ts';
import type { AccessChange } from '../identity/access-changes.ts';
import { readSession, readSessionById, touchSession, type Session, type SessionReading } from '../identity/sessions.ts';
import type { Log } from '../observability/log.ts';
import type { RelayPlatform } from '../platform.ts';
import type { Database } from '../store/sql.ts';
import type { PublicAddress } from './public-address.ts';
import type { SessionCookie } from './session-cookie.ts';

/** Who is behind a socket. It holds for as long as the socket is open: when the role or the session changes, the socket is closed. */
export type SocketSession = Session;

/**
 * What happens on sockets that were let in. Listeners must be attached before the function returns. Origin, session and frame size are
 * checked; everything in the frames is not.
 */
export interface SocketHandlers {
	/** `/sync/log` */
	log(socket: WebSocket, session: SocketSession): void;
	/** `/sync/rooms/<name>`: the name as it came, decoded but not checked. */
	room(socket: WebSocket, session: SocketSession, name: string): void;
}

/** The websocket doors of the relay, and the register of who went through. */
export interface SocketDoors {
	routes: Hono;
	/** Closes the sockets that a change concerns, at once; null: checks them all. */
	follow(change: AccessChange | null): Promise<void>;
	/** Closes sockets whose session ended unnoticed, and writes down that the others' devices are in contact. */
	sweep(): Promise<void>;
	/** Closes all of them: the relay stops. */
	closeAll(): void;
}

export interface SocketDoorsDeps {
	database: Database;
	platform: RelayPlatform;
	log: Log;
	address: PublicAddress;
	cookie: SessionCookie;
	handlers: SocketHandlers;
}

/** Sockets of one session: the log and one for each open record, in several tabs. */
const MAX_SOCKETS = 64;

export function createSocketDoors(deps: SocketDoorsDeps): SocketDoors {
	const { database, platform, log } = deps;
	const open = new Map<WebSocket, SocketSession>();

	const knownOriginOnly: MiddlewareHandler = async (c, next) => {
		return deps.address.allows(c.req.header('Origin')) ? next() : c.text('Foreign origin', 403);
	};

	const door = (enter: (socket: WebSocket, session: SocketSession, c: Context) => void) =>
		upgradeWebSocket(async (c) => {
			// Browsers can't see the status of a refused upgrade: whoever has no session is let in and shown out with a reason.
			const reading = await readSession(database, platform.now(), deps.cookie.read(c));
			return {
				onOpen: (_event, { raw }) => {
					if (!(raw instanceof WebSocket)) return;
					raw.on('error', (error) => log.warn('socket.error', { reason: error.message }));
					if (reading.kind !== 'open') return close(raw, reading.kind === 'removed' ? CLOSE.removed : CLOSE.signedOut);
					const { session } = reading;
					if ([...open.values()].filter((other) => other.id === session.id).length >= MAX_SOCKETS)
						return close(raw, CLOSE.tooFast);
					open.set(raw, session);
					raw.on('close', () => open.delete(raw));
					enter(raw, session, c);
					// Again, now that changes reach it: the session may have ended between the first look and the register.
					check(session).catch((error: unknown) => log.error('socket.check-failed', error));
				},
			};
		});

	const routes = new Hono()
		.use(knownOriginOnly)
		.get(
			'/log',
			door((socket, session) => deps.handlers.log(socket, session)),
		)
		.get(
			'/rooms/:name',
			door((socket, session, c) => deps.handlers.room(socket, session, c.req.param('name') ?? '')),
		);

	async function sweep(): Promise<void> {
		const sessions = new Map([...open.values()].map((session) => [session.id, session]));
		for (const session of sessions.values()) await check(session);
	}

	async function check(session: SocketSession): Promise<void> {
		const reason = staleness(await readSessionById(database, platform.now(), session.id), session);
		if (reason === null) await touchSession(database, platform.now(), session);
		else closeWhere((other) => other.id === session.id, reason);
	}

	function closeWhere(concerns: (session: SocketSession) => boolean, reason: CloseReason): void {
		for (const [socket, session] of open) if (concerns(session)) close(socket, reason);
	}

	return {
		routes,
		follow: async (change) => {
			if (change === null) return sweep();
			closeWhere((session) => {
				const ids = { session: session.id, device: session.device, staff: session.staff };
				return ids[change.of] === change.id && session.id !== change.except;
			}, REASONS[change.why]);
		},
		sweep,
		closeAll: () => closeWhere(() => true, CLOSE.goingAway),
	};
}

const REASONS = { ended: CLOSE.signedOut, removed: CLOSE.removed, changed: CLOSE.resync } as const;

/** Why a socket may not stay, or null. */
function staleness(reading: SessionReading, session: SocketSession): CloseReason | null {
	if (reading.kind === 'removed') return CLOSE.removed;
	if (reading.kind === 'none') return CLOSE.signedOut;
	return reading.session.role === session.role ? null : CLOSE.resync;
}

/** From here on nothing that the peer sends is heard, even while it delays its own side of the closing. */
function close(socket: WebSocket, reason: CloseReason): void {
	socket.removeAllListeners('message');
	socket.resume();
	socket.close(reason.code, reason.name);
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { deviceId, staffId, type Epoch, type FirmId } from '../../src/lib/domain/ids.ts';
import { role, type Profile, type Role } from '../../src/lib/domain/staff.ts';
import { MAX_FRAME } from '../../src/lib/protocol/limits.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { createLog, readHead } from '../../sync-server/store/log-store.ts';
import { migrate } from '../../sync-server/store/migrate.ts';
import type { Database } from '../../sync-server/store/sql.ts';
import { openSqlite } from '../../sync-server/store/sqlite.ts';
import { LogService } from '../../sync-server/sync/log-service.ts';
import { createLogSockets } from '../../sync-server/sync/log-socket.ts';
import { Rooms } from '../../sync-server/sync/rooms.ts';
import { systemTimers, type Timers } from '../../sync-server/sync/timers.ts';
import { FIRM } from './log-relay.ts';

/** Whom the relay takes a socket for. */
export interface Somebody {
	/** 12 letters and digits */
	device: string;
	staff: string;
	name: string;
	role: Role;
	firm: FirmId;
}

export const ANNA: Somebody = {
	device: 'Anna00000000',
	staff: '01900000-0000-7000-8000-00000000000a',
	name: 'Anna Berg',
	role: 'member',
	firm: FIRM,
};
export const BASIL: Somebody = {
	device: 'Basil0000000',
	staff: '01900000-0000-7000-8000-00000000000b',
	name: 'Basil Carré',
	role: 'member',
	firm: FIRM,
};
export const OTHER_FIRM = '01900000-0000-7000-8000-000000000009' as FirmId;

/** The log's and the rooms' part of a relay on a port of its own: real sockets, real store, and nobody at the door (who comes stands in the URL). */
export interface RoomRelay {
	log: LogService;
	rooms: Rooms;
	database: Database;
	port: number;
	failures: unknown[];
	/** The relay's side of the open sockets. */
	sockets: ReadonlySet<WebSocket>;
	/** The log's address for somebody. */
	logUrl(who: Somebody): string;
	/** The rooms' address for somebody, without the room's name. */
	roomsUrl(who: Somebody): string;
	stop(): Promise<void>;
}

/** @param options `database`: in place of a SQLite one in memory; `port`: of a relay that comes back */
export async function startRoomRelay(
	options: { database?: Database; timers?: Timers; port?: number } = {},
): Promise<RoomRelay> {
	const platform = createPlatform();
	const database = options.database ?? openSqlite(':memory:');
	const timers = options.timers ?? systemTimers;
	await migrate(database);
	for (const firm of [FIRM, OTHER_FIRM]) {
		if ((await readHead(database, firm)) === null)
			await createLog(database, firm, platform.letters(16) as Epoch, platform.bytes(32));
	}
	const failures: unknown[] = [];
	const failed = (error: unknown) => void failures.push(error);
	const log = await LogService.open({ database, platform, failed });
	const enterLog = createLogSockets({ log, platform, timers, failed });
	const rooms = await Rooms.open({ log, database, platform, timers, failed });
	const http = createServer();
	const server = new WebSocketServer({ server: http, maxPayload: MAX_FRAME, perMessageDeflate: false });
	server.on('connection', (socket, request) => {
		socket.on('error', () => undefined);
		const [, who = '', door, ...name] = decodeURIComponent(request.url ?? '').split('/');
		const session = toSession(JSON.parse(Buffer.from(who, 'base64url').toString()));
		if (door === 'log') enterLog(socket, session);
		else rooms.enter(socket, session, name.join('/'));
	});
	http.listen(options.port ?? 0, '127.0.0.1');
	await once(http, 'listening');
	const { port } = http.address() as AddressInfo;
	const origin = `ws://127.0.0.1:${port}`;
	const address = (who: Somebody) => `${origin}/${Buffer.from(JSON.stringify(who)).toString('base64url')}`;
	return {
		log,
		rooms,
		database,
		port,
		failures,
		sockets: server.clients,
		logUrl: (who) => `${address(who)}/log`,
		roomsUrl: (who) => `${address(who)}/rooms`,
		stop: async () => {
			for (const socket of server.clients) socket.terminate();
			http.close();
			if (options.database === undefined) await database.close();
		},
	};
}

function toSession(who: Somebody) {
	const ids = {
		firm: who.firm,
		device: deviceId.parse(who.device),
		staff: staffId.parse(who.staff),
		role: role.parse(who.role),
	};
	const profile = { staffId: ids.staff, staffName: who.name } as Profile;
	return { ...ids, profile };
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { deviceId, staffId, type Epoch, type FirmId } from '../../src/lib/domain/ids.ts';
import { role } from '../../src/lib/domain/staff.ts';
import { MAX_FRAME } from '../../src/lib/protocol/limits.ts';
import { createPlatform, type RelayPlatform } from '../../sync-server/platform.ts';
import { createLog, readHead } from '../../sync-server/store/log-store.ts';
import { migrate } from '../../sync-server/store/migrate.ts';
import type { Database } from '../../sync-server/store/sql.ts';
import { openSqlite } from '../../sync-server/store/sqlite.ts';
import { LogService } from '../../sync-server/sync/log-service.ts';
import { createLogSockets } from '../../sync-server/sync/log-socket.ts';
import { systemTimers, type Timers } from '../../sync-server/sync/timers.ts';

export const FIRM = '01900000-0000-7000-8000-000000000001' as FirmId;
export const STAFF = '01900000-0000-7000-8000-00000000000a';

/** The log's part of a relay on a port of its own: real sockets, real store, and nobody at the door (who pushes stands in the URL). */
export interface LogRelay {
	log: LogService;
	database: Database;
	port: number;
	failures: unknown[];
	/** Those that are open. */
	sockets: ReadonlySet<WebSocket>;
	url(device: string, as?: { role?: string; firm?: string }): string;
	stop(): Promise<void>;
}

/** @param options `path`: the SQLite file, ':memory:' when left out; `database`: instead of it */
export async function startLogRelay(
	options: {
		path?: string;
		database?: Database;
		platform?: RelayPlatform;
		timers?: Timers;
		port?: number;
		firms?: FirmId[];
	} = {},
): Promise<LogRelay> {
	const platform = options.platform ?? createPlatform();
	const database = options.database ?? openSqlite(options.path ?? ':memory:');
	await migrate(database);
	for (const firm of options.firms ?? [FIRM]) {
		if ((await readHead(database, firm)) === null)
			await createLog(database, firm, platform.letters(16) as Epoch, platform.bytes(32));
	}
	const log = await LogService.open({ database, platform });
	const failures: unknown[] = [];
	const enter = createLogSockets({
		log,
		platform,
		timers: options.timers ?? systemTimers,
		failed: (error) => failures.push(error),
	});
	const http = createServer();
	const sockets = new WebSocketServer({ server: http, maxPayload: MAX_FRAME, perMessageDeflate: false });
	sockets.on('connection', (socket, request) => {
		socket.on('error', () => undefined);
		const asked = new URL(request.url ?? '', 'http://relay').searchParams;
		enter(socket, {
			firm: asked.get('firm') as FirmId,
			device: deviceId.parse(asked.get('device')),
			staff: staffId.parse(STAFF),
			role: role.parse(asked.get('role')),
		});
	});
	http.listen(options.port ?? 0, '127.0.0.1');
	await once(http, 'listening');
	const { port } = http.address() as AddressInfo;
	return {
		log,
		database,
		port,
		failures,
		sockets: sockets.clients,
		url: (device, as = {}) =>
			`ws://127.0.0.1:${port}/?device=${device}&role=${as.role ?? 'member'}&firm=${as.firm ?? FIRM}`,
		stop: async () => {
			for (const socket of sockets.clients) socket.terminate();
			http.close();
			await database.close();
		},
	};
}

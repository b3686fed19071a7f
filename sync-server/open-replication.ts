import type { SocketHandlers } from './http/sockets.ts';
import type { Log } from './observability/log.ts';
import type { RelayPlatform } from './platform.ts';
import type { Database } from './store/sql.ts';
import { LogService } from './sync/log-service.ts';
import { createLogSockets } from './sync/log-socket.ts';
import { Rooms } from './sync/rooms.ts';
import { systemTimers } from './sync/timers.ts';

/** The firms' logs, and what is to happen on the sockets that the doors let in. */
export interface Replication {
	clientLog: LogService;
	sockets: SocketHandlers;
}

/** Opens the firms' logs and the rooms over them. */
export async function openReplication(deps: {
	database: Database;
	platform: RelayPlatform;
	log: Log;
}): Promise<Replication> {
	const { database, platform } = deps;
	const failed = (error: unknown): void => deps.log.error('replication.failed', error);
	const onRestored = (firm: string): void => deps.log.warn('log.restored', { firm });
	const log = await LogService.open({ database, platform, failed, onRestored });
	const rooms = await Rooms.open({ log, database, platform, timers: systemTimers, failed });
	return {
		clientLog: log,
		sockets: {
			log: createLogSockets({ log, platform, timers: systemTimers, failed }),
			room: (socket, session, name) => rooms.enter(socket, session, name),
		},
	};
}

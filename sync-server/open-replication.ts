import type { SocketHandlers } from './http/sockets.ts';
import { createRelayKey } from './identity/relay-key.ts';
import { catchUpRecords } from './invitations/catch-up-records.ts';
import { createFollow } from './invitations/follow-log.ts';
import type { Log } from './observability/log.ts';
import type { RelayPlatform } from './platform.ts';
import { createMailBell, type MailBell } from './reactors/mail-bell.ts';
import type { Database } from './store/sql.ts';
import { LogService } from './sync/log-service.ts';
import { createLogSockets } from './sync/log-socket.ts';
import { Rooms } from './sync/rooms.ts';
import { systemTimers } from './sync/timers.ts';

/** The firms' logs, and what is to happen on the sockets that the doors let in. */
export interface Replication {
	clientLog: LogService;
	/** Rings when an append has written a mail. */
	mailBell: MailBell;
	sockets: SocketHandlers;
}

/** Opens the firms' logs and the rooms over them. */
export async function openReplication(deps: {
	database: Database;
	platform: RelayPlatform;
	log: Log;
	/** The relay's own secret, 32 bytes. */
	secret: Uint8Array;
}): Promise<Replication> {
	const { database, platform } = deps;
	const failed = (error: unknown): void => deps.log.error('replication.failed', error);
	const onRestored = (firm: string): void => deps.log.warn('log.restored', { firm });
	const mailBell = createMailBell();
	const key = createRelayKey(deps.secret, platform);
	const follow = createFollow({ platform, key, mailWritten: mailBell.ring });
	const log = await LogService.open({ database, platform, follow, failed, onRestored });
	await catchUpRecords(database);
	const rooms = await Rooms.open({ log, database, platform, timers: systemTimers, failed });
	return {
		clientLog: log,
		mailBell,
		sockets: {
			log: createLogSockets({ log, platform, timers: systemTimers, failed }),
			room: (socket, session, name) => rooms.enter(socket, session, name),
		},
	};
}

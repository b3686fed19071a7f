import { join } from 'node:path';
import { createSyncServer } from './app.ts';
import { ConfigError, readConfig } from './config.ts';
import { DataFolderInUse, lockDataFolder, makeDataFolder, readSecret } from './data-folder.ts';
import { createLog } from './observability/log.ts';
import { openDatabase } from './open-database.ts';
import { createPlatform } from './platform.ts';
import { migrate } from './store/migrate.ts';
import { LogService } from './sync/log-service.ts';
import { createLogSockets } from './sync/log-socket.ts';
import { Rooms } from './sync/rooms.ts';
import { systemTimers } from './sync/timers.ts';

/** How long stopping may take before the process ends anyway, in ms. */
const STOP_WITHIN = 4_500;

async function start(): Promise<void> {
	const config = readConfig(process.env);
	makeDataFolder(config.dataDir);
	const unlock = lockDataFolder(config.dataDir);
	const platform = createPlatform();
	const log = createLog((line) => void process.stdout.write(`${line}\n`), platform.now);
	const database = await openDatabase(config);
	await migrate(database);
	const logs = await LogService.open({ database, platform, failed: (error) => log.error('log.failed', error) });
	const rooms = await Rooms.open({ log: logs, database, platform, timers: systemTimers, failed: (error) => log.error('rooms.failed', error) });
	const server = await createSyncServer({
		config,
		database,
		platform,
		log,
		secret: readSecret(config.dataDir, platform),
		sockets: { log: createLogSockets({ log: logs, platform, timers: systemTimers, failed: (error) => log.error('log-socket.failed', error) }), room: (socket, session, name) => rooms.enter(socket, session, name) },
		buildFolder: join(import.meta.dirname, '..', 'build'),
	});

	let stopping = false;
	async function stop(): Promise<void> {
		if (stopping) return;
		stopping = true;
		setTimeout(() => process.exit(1), STOP_WITHIN).unref();
		await server.close();
		await database.close();
		unlock();
		process.exit(0);
	}
	process.on('SIGTERM', () => void stop());
	process.on('SIGINT', () => void stop());

	await server.listen();
	console.log(`Carnet is ready: ${server.url()}`);
}

start().catch((error: unknown) => {
	const expected = error instanceof ConfigError || error instanceof DataFolderInUse;
	console.error(expected ? error.message : error);
	process.exit(1);
});

import { join } from 'node:path';
import { createSyncServer } from './app.ts';
import { ConfigError, readConfig } from './config.ts';
import { DataFolderInUse, lockDataFolder, makeDataFolder, readSecret } from './data-folder.ts';
import { createLog } from './observability/log.ts';
import { openDatabase } from './open-database.ts';
import { openReplication } from './open-replication.ts';
import { createPlatform } from './platform.ts';
import { migrate } from './store/migrate.ts';

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
	const secret = readSecret(config.dataDir, platform);
	const server = await createSyncServer({
		config,
		database,
		platform,
		log,
		secret,
		...(await openReplication({ database, platform, log, secret })),
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
	const code = await server.setUpCode();
	if (code !== null) console.log(`The first visit sets up the firm and asks for this code: ${code}`);
}

start().catch((error: unknown) => {
	const expected = error instanceof ConfigError || error instanceof DataFolderInUse;
	console.error(expected ? error.message : error);
	process.exit(1);
});

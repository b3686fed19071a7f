import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from './config.ts';
import { makeDataFolder, readSecret } from './data-folder.ts';
import { recoverOwner } from './identity/recover-owner.ts';
import { createRelayKey } from './identity/relay-key.ts';
import { openDatabase } from './open-database.ts';
import { createPlatform } from './platform.ts';
import { migrate } from './store/migrate.ts';

const HELP = `Prints a link with which an owner who is locked out chooses a new password, within one hour.
Run it on the relay's machine, with the relay's settings (DATA_DIR, DATABASE_URL, PUBLIC_URL, PORT); the relay may run or not.

  npm run reset-owner -- owner@example.com
  npm run reset-owner -- owner@example.com --without-second-factor   (also forgets a lost authenticator)`;

async function recover(): Promise<void> {
	const { positionals, values } = parseArgs({
		allowPositionals: true,
		options: { 'without-second-factor': { type: 'boolean', default: false } },
	});
	const [email] = positionals;
	if (email === undefined || positionals.length > 1) throw new ConfigError(HELP);
	const config = readConfig(process.env);
	makeDataFolder(config.dataDir);
	const platform = createPlatform();
	const database = await openDatabase(config);
	try {
		await migrate(database);
		const deps = { database, platform, key: createRelayKey(readSecret(config.dataDir, platform), platform) };
		const origin = config.publicUrl ?? `http://localhost:${config.port}`;
		const link = await recoverOwner(deps, email, { origin, withoutSecondFactor: values['without-second-factor'] });
		if (link === null) throw new ConfigError(`No owner of a firm signs in as ${email}.`);
		console.log(link.url);
		if (link.secondFactor)
			console.error(
				'A code of the second factor will still be asked for. Is it lost? Run again with --without-second-factor.',
			);
	} finally {
		await database.close();
	}
}

recover().catch((error: unknown) => {
	console.error(error instanceof ConfigError ? error.message : error);
	process.exit(1);
});

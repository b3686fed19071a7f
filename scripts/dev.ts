import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const APP_PORT = Number(process.env.APP_PORT ?? 5173);
const RELAY_PORT = Number(process.env.PORT ?? 5180);
/** Not `data/`: what one tries while developing stays apart from a real book. */
const DATA_DIR = process.env.DATA_DIR ?? join('.cache', 'dev');

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
await dev();

/** Starts the relay, anew whenever one of its files changes, and the app with live reload in front of it. Ctrl-C ends both. */
async function dev(): Promise<void> {
	process.env.RELAY_URL = `http://127.0.0.1:${RELAY_PORT}`;
	const app = await createServer({ server: { port: APP_PORT, strictPort: true, host: 'localhost' } });
	await app.listen();
	const address = `http://localhost:${APP_PORT}`;
	const relay = spawn(process.execPath, ['--watch', '--watch-preserve-output', join('sync-server', 'main.ts')], {
		stdio: ['ignore', 'inherit', 'inherit'],
		env: { ...process.env, PORT: String(RELAY_PORT), DATA_DIR, PUBLIC_URL: process.env.PUBLIC_URL ?? address, DEV_MAILBOX: 'on' },
	});
	process.stdout.write(`\n  App       ${address}\n  Relay     http://127.0.0.1:${RELAY_PORT} (data in ${DATA_DIR})\n  Mailbox   ${address}/dev/mailbox\n\n`);

	let stopping = false;
	const stop = async (code: number): Promise<void> => {
		if (stopping) return;
		stopping = true;
		const ended = new Promise((resolve) => relay.once('exit', resolve));
		if (relay.kill('SIGTERM')) await ended;
		await app.close();
		process.exit(code);
	};
	process.on('SIGINT', () => void stop(0));
	process.on('SIGTERM', () => void stop(0));
	relay.on('exit', (code) => void stop(code ?? 1));
}

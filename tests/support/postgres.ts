import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';

/** A Postgres cluster in a temporary folder, for one file of tests. */
export interface PostgresCluster {
	/** Makes an empty database; returns its address. */
	createDatabase(): Promise<string>;
	/** Stops the server at once (as a power cut would), and starts it again on the same data. */
	restart(): Promise<void>;
	stop(): Promise<void>;
}

/** Where `initdb` and `postgres` are, or null when this machine has none. */
export function findPostgres(): string | null {
	const root = '/usr/lib/postgresql';
	const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
	const folders = [...versions.map((version) => join(root, version, 'bin')), ...(process.env.PATH ?? '').split(':')];
	return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) ?? null;
}

/** @throws Error when the cluster does not come up */
export async function startPostgres(): Promise<PostgresCluster> {
	const bin = findPostgres();
	if (bin === null) throw new Error('no Postgres on this machine');
	const folder = mkdtempSync(join(tmpdir(), 'carnet-pg-'));
	const as = unprivileged();
	if (as !== null) chownSync(folder, as.uid, as.gid);
	const data = join(folder, 'data');
	const options = { cwd: folder, ...as };
	execFileSync(
		join(bin, 'initdb'),
		['-D', data, '-U', 'carnet', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'],
		{ ...options, stdio: 'ignore' },
	);
	const port = await freePort();
	const url = (database: string): string => `postgres://carnet@127.0.0.1:${port}/${database}`;
	let server = await launch();
	let made = 0;

	async function launch(): Promise<ChildProcess> {
		const settings = [
			'listen_addresses=127.0.0.1',
			`port=${port}`,
			`unix_socket_directories=${folder}`,
			'shared_buffers=16MB',
		];
		const child = spawn(
			join(bin as string, 'postgres'),
			['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
			{ ...options, stdio: ['ignore', 'ignore', 'pipe'] },
		);
		await new Promise<void>((resolve, reject) => {
			let said = '';
			child.stderr?.on('data', (text) => {
				said += String(text);
				if (said.includes('database system is ready to accept connections')) resolve();
			});
			child.once('exit', () => reject(new Error(`Postgres did not start: ${said}`)));
		});
		return child;
	}

	async function end(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
		const ended = once(server, 'exit');
		server.kill(signal);
		await ended;
	}

	return {
		createDatabase: async () => {
			const name = `carnet_${++made}`;
			const sql = postgres(url('postgres'), { max: 1, onnotice: () => undefined });
			await sql.unsafe(`CREATE DATABASE ${name}`);
			await sql.end();
			return url(name);
		},
		restart: async () => {
			await end('SIGQUIT');
			server = await launch();
		},
		stop: async () => {
			await end('SIGINT');
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** Postgres refuses to run as root: the user that its package made, or this one. */
function unprivileged(): { uid: number; gid: number } | null {
	if (process.getuid?.() !== 0) return null;
	const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
	return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { createSyncServer, type SyncServer } from '../../sync-server/app.ts';
import { readConfig, type Config } from '../../sync-server/config.ts';
import { makeDataFolder, readSecret } from '../../sync-server/data-folder.ts';
import type { SocketHandlers } from '../../sync-server/http/sockets.ts';
import { createLog } from '../../sync-server/observability/log.ts';
import { openDatabase } from '../../sync-server/open-database.ts';
import { openReplication } from '../../sync-server/open-replication.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { migrate } from '../../sync-server/store/migrate.ts';
import type { Database } from '../../sync-server/store/sql.ts';
import type { LogService } from '../../sync-server/sync/log-service.ts';

export interface TestRelayOptions {
	environment?: Record<string, string>;
	/** An existing data folder: then it is left in place. */
	dataDir?: string;
	/** In place of the log and the rooms. */
	sockets?: SocketHandlers;
	buildFolder?: string;
}

/** A real relay on a free port of its own, with a real database: SQLite in a file, or Postgres where `DATABASE_URL` says so. */
export interface TestRelay {
	server: SyncServer;
	database: Database;
	config: Config;
	/** Where it listens, such as http://localhost:40123. */
	url: string;
	/** Lines of its log. */
	lines: string[];
	/** Its clock: real time plus this many ms. */
	clock: { ahead: number };
	/** The firms' logs. */
	clientLog: LogService;
	/** A browser profile without cookies. */
	browser(): TestBrowser;
	close(): Promise<void>;
}

/** Starts a relay as `main.ts` does, on port 0. */
export async function startRelay(options: TestRelayOptions = {}): Promise<TestRelay> {
	const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'carnet-relay-'));
	makeDataFolder(dataDir);
	const config = readConfig({ PORT: '0', ...options.environment, DATA_DIR: dataDir });
	const clock = { ahead: 0 };
	const platform = { ...createPlatform(), now: () => Date.now() + clock.ahead };
	const lines: string[] = [];
	const database = await openDatabase(config);
	await migrate(database);
	const log = createLog((line) => lines.push(line), platform.now);
	const secret = readSecret(dataDir, platform);
	const replication = await openReplication({ database, platform, log, secret });
	const server = await createSyncServer({
		config,
		database,
		platform,
		log,
		secret,
		...replication,
		sockets: options.sockets ?? replication.sockets,
		buildFolder: options.buildFolder ?? fileURLToPath(new URL('../../build', import.meta.url)),
	});
	const port = await server.listen();
	const url = `http://localhost:${port}`;
	return {
		server,
		database,
		config,
		url,
		lines,
		clock,
		clientLog: replication.clientLog,
		browser: () => new TestBrowser(url, config.publicUrl ?? url),
		close: async () => {
			await server.close();
			await database.close();
			if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
		},
	};
}

/** An answer of the API. */
export interface Answer {
	status: number;
	headers: Headers;
	// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
	body: any;
}

/** A browser profile as the relay sees it: a cookie jar, and the headers that a page's own calls carry. */
export class TestBrowser {
	readonly cookies = new Map<string, string>();
	readonly #url: string;
	readonly #origin: string;

	constructor(url: string, origin: string) {
		this.#url = url;
		this.#origin = origin;
	}

	get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
		return this.call('GET', path, undefined, headers);
	}

	post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> {
		return this.call('POST', path, body, headers);
	}

	async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
		const response = await fetch(this.#url + path, {
			method,
			redirect: 'manual',
			headers: {
				Origin: this.#origin,
				Cookie: this.#cookie(),
				...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
				...headers,
			},
			...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
		});
		for (const line of response.headers.getSetCookie()) {
			const [pair = ''] = line.split(';');
			const at = pair.indexOf('=');
			if (/max-age=0/i.test(line)) this.cookies.delete(pair.slice(0, at));
			else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
		}
		const text = await response.text();
		const json = response.headers.get('Content-Type')?.includes('json') === true;
		return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
	}

	/** Opens a websocket with this profile's cookies. */
	socket(path: string, headers: Record<string, string> = {}): WebSocket {
		const socket = new WebSocket(this.#url.replace('http', 'ws') + path, {
			headers: { Origin: this.#origin, Cookie: this.#cookie(), ...headers },
		});
		socket.on('error', () => undefined);
		return socket;
	}

	#cookie(): string {
		return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
	}
}

/** The status of a call with exactly these headers, for what a browser would never send. */
export function rawStatus(url: string, method: string, headers: Record<string, string>, body = ''): Promise<number> {
	return new Promise((resolve, reject) => {
		const call = request(url, { method, headers }, (response) => {
			response.resume();
			resolve(response.statusCode ?? 0);
		});
		call.on('error', reject).end(body);
	});
}

/** The close code of a socket, once it is closed. */
export function closeCode(socket: WebSocket): Promise<number> {
	return new Promise((resolve) => socket.once('close', resolve));
}

/** Settles when a socket is open. */
export function opened(socket: WebSocket): Promise<void> {
	return new Promise((resolve, reject) => {
		socket.once('open', resolve);
		socket.once('error', reject);
	});
}

/** The firm that tests set up. */
export const FIRM = {
	firmName: 'Cabinet Durand',
	country: 'FR',
	locale: 'fr',
	name: 'Anne Durand',
	email: 'anne@durand.example',
	password: 'violette-tasse-nuage-9',
	deviceName: 'Chrome au bureau',
} as const;

/** Sets the firm up; the browser is the owner's first device. Returns the owner's profile. */
export async function setUpFirm(
	browser: TestBrowser,
	changes: Partial<Record<keyof typeof FIRM | 'code', string>> = {},
): Promise<Answer['body']> {
	const answer = await browser.post('/api/set-up', { ...FIRM, ...changes });
	if (answer.status !== 201) throw new Error(`Set-up answered ${answer.status}: ${JSON.stringify(answer.body)}`);
	return answer.body;
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { build } from 'vite';
import { FIRM } from './log-relay.ts';

/** Puts a process of the tests (a path; the log's relay unless another is given) and all it imports into one file, which starts four times faster. Returns its path. */
export async function bundleRelay(
	folder: string,
	entry = fileURLToPath(new URL('./relay-process.ts', import.meta.url)),
): Promise<string> {
	await build({
		root: fileURLToPath(new URL('../..', import.meta.url)),
		configFile: false,
		logLevel: 'error',
		ssr: { noExternal: true },
		build: {
			ssr: entry,
			outDir: folder,
			emptyOutDir: false,
			target: 'node24',
			minify: false,
			rolldownOptions: { output: { entryFileNames: 'relay.mjs' } },
		},
	});
	return join(folder, 'relay.mjs');
}

/** Numbers from 0 up to 1 that follow from a seed (mulberry32). */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** A relay in a process of its own that is killed and started again on the same file. */
export class KilledRelay {
	#entry: string;
	#path: string;
	#child: ChildProcess | null = null;
	#port: Promise<number>;
	kills = 0;

	/** @param entry the bundled relay; @param path its database file */
	constructor(entry: string, path: string) {
		this.#entry = entry;
		this.#path = path;
		this.#port = this.#start();
	}

	/** Where a device connects, once the present process listens. */
	async url(device: string): Promise<string> {
		return `ws://127.0.0.1:${await this.#port}/?device=${device}&role=member&firm=${FIRM}`;
	}

	/** Lets it live for so many ms after it began to listen, kills it (SIGKILL), starts it again. */
	async killAfter(ms: number): Promise<void> {
		await this.#port;
		await new Promise((resolve) => setTimeout(resolve, ms));
		await this.stop();
		this.kills += 1;
		this.#port = this.#start();
	}

	/** Ends the present process, with a signal that it can't answer unless another is given. */
	async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
		const child = this.#child;
		if (child === null || child.exitCode !== null || child.signalCode !== null) return;
		const ended = once(child, 'exit');
		child.kill(signal);
		await ended;
	}

	async #start(): Promise<number> {
		const child = spawn(process.execPath, [this.#entry, this.#path], { stdio: ['ignore', 'pipe', 'inherit'] });
		this.#child = child;
		const [line] = await Promise.race([
			once(child.stdout, 'data'),
			once(child, 'exit').then(() => Promise.reject(new Error('the relay did not start'))),
		]);
		return Number(line);
	}
}

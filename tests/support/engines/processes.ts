import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { PATIENCE } from './engine.ts';

/** A program that leads a process group of its own, so that it ends together with everything it started. */
export interface Program {
	readonly child: ChildProcess;
	/** Resolves when it has ended. */
	readonly ended: Promise<unknown>;
	/** Ends the whole group with SIGKILL and waits until the leader is gone. */
	kill(): Promise<void>;
}

/** Starts a program in a group of its own. */
export function startProgram(path: string, args: string[], environment: Record<string, string> = {}, stdio: StdioOptions = 'ignore'): Program {
	const child = spawn(path, args, { stdio, detached: true, env: { ...process.env, ...environment } });
	const ended = once(child, 'exit');
	// A test run that is ended must not leave browsers behind.
	const killGroup = (): void => {
		if (child.pid === undefined) return;
		try {
			process.kill(-child.pid, 'SIGKILL');
		} catch {
			// It is gone already.
		}
	};
	process.once('exit', killGroup);
	return {
		child,
		ended,
		kill: async () => {
			killGroup();
			process.off('exit', killGroup);
			if (child.exitCode === null && child.signalCode === null) await ended;
		},
	};
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	if (address === null || typeof address === 'string') throw new Error('No port was given.');
	return address.port;
}

/** Tries until the attempt returns something else than undefined. Throws with its last error, or with what it was to find, after `patience` ms. */
export async function eventually<T>(what: string, attempt: () => Promise<T | undefined>, patience = PATIENCE): Promise<T> {
	const end = Date.now() + patience;
	for (;;) {
		let problem: unknown;
		try {
			const found = await attempt();
			if (found !== undefined) return found;
		} catch (error) {
			problem = error;
		}
		if (Date.now() > end) throw new Error(`${what}: not within ${patience / 1000} s`, { cause: problem });
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

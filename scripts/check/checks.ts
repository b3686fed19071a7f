import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compileMessages } from '../messages.ts';
import { messageFaults } from './messages.ts';
import { screenFaults } from './screens.ts';

/** What a step found: nothing, or everything that is wrong, to be printed as it is. */
type Outcome = { ok: true } | { ok: false; report: string };

interface Step {
	title: string;
	run: () => Promise<Outcome>;
}

const steps: Step[] = [
	{ title: 'messages: French and English are complete, used and well set', run: async () => list(messageFaults()) },
	{ title: 'screens: every word comes from the message files', run: async () => list(screenFaults()) },
	{ title: 'lint', run: () => tool('@biomejs/biome/bin/biome', 'lint', '--error-on-warnings', '--max-diagnostics=100') },
	{
		title: 'import directions',
		run: () => tool('dependency-cruiser/bin/dependency-cruiser.mjs', '--config', '.dependency-cruiser.mjs', 'src', 'sync-server', 'scripts', 'tests'),
	},
	{ title: 'dead code and unused packages', run: () => tool('knip/bin/knip.js', '--no-progress') },
	{ title: 'types', run: () => tool('svelte-check/bin/svelte-check', '--tsconfig', 'tsconfig.json', '--output', 'human', '--fail-on-warnings') },
];

/** Runs every check in the project's folder, says a line about each, and returns how many passed and failed. */
export async function runChecks(): Promise<{ passed: number; failed: number }> {
	// Types and directions are read from generated files, so these come first.
	await compileMessages();
	const synced = await tool('@sveltejs/kit/svelte-kit.js', 'sync');
	if (!synced.ok) {
		say(`failed  svelte-kit sync\n${synced.report}`);
		return { passed: 0, failed: steps.length };
	}
	let failed = 0;
	for (const { title, run } of steps) {
		const outcome = await run();
		say(outcome.ok ? `ok      ${title}` : `failed  ${title}\n${outcome.report}\n`);
		if (!outcome.ok) failed += 1;
	}
	return { passed: steps.length - failed, failed };
}

function list(faults: string[]): Outcome {
	return faults.length === 0 ? { ok: true } : { ok: false, report: faults.map((fault) => `  ${fault}`).join('\n') };
}

/** Runs a program of node_modules on this same Node. */
async function tool(script: string, ...args: string[]): Promise<Outcome> {
	try {
		await promisify(execFile)(process.execPath, [join('node_modules', script), ...args], { maxBuffer: 64 * 1024 * 1024 });
		return { ok: true };
	} catch (error) {
		if (!(error instanceof Error)) throw error;
		const { stdout, stderr } = error as Error & { stdout?: string; stderr?: string };
		return { ok: false, report: `${stdout ?? ''}${stderr ?? ''}`.trim() || error.message };
	}
}

function say(words: string): void {
	process.stdout.write(`${words}\n`);
}

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChecks } from './check/checks.ts';
import { closingLine, tallyPlaywright, tallyVitest, type Tally } from './test/tally.ts';

/** Kinds that vitest runs, each a project of vitest.config.ts, and the folder of each. */
const vitestKinds = new Map([
	['architecture', 'architecture'],
	['unit', 'unit'],
	['contract', 'contracts'],
	['simulation', 'simulation'],
	['integration', 'integration'],
	['browser', 'browser'],
]);
const allKinds = ['check', ...vitestKinds.keys(), 'e2e'];

/** A run that hangs is ended, and has failed. In ms. */
const LONGEST_RUN = 30 * 60_000;

const results = 'test-results';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const asked = process.argv.slice(2);
const strange = asked.filter((kind) => !allKinds.includes(kind));
if (strange.length > 0) {
	process.stderr.write(`There is no kind of test "${strange.join(' ')}". There are: ${allKinds.join(', ')}.\n`);
	process.exit(1);
}
process.exitCode = (await test(asked.length === 0 ? allKinds : asked)) ? 0 : 1;

/** Runs the kinds, says what each came to, and returns whether all is well. */
async function test(kinds: string[]): Promise<boolean> {
	mkdirSync(results, { recursive: true });
	const tallies = new Map<string, Tally>();
	if (kinds.includes('check')) tallies.set('check', { ...(await runChecks()), skipped: 0 });
	const inVitest = kinds.filter((kind) => vitestKinds.has(kind));
	if (inVitest.length > 0) for (const [kind, tally] of await runVitest(inVitest)) tallies.set(kind, tally);
	if (kinds.includes('e2e')) tallies.set('e2e', await runPlaywright());

	process.stdout.write('\n');
	for (const kind of kinds) {
		const tally = tallies.get(kind) ?? { passed: 0, failed: 0, skipped: 0 };
		const none = tally.passed + tally.failed === 0;
		// A kind that ran nothing shows nothing: that is a failure, too.
		if (none) tally.failed += 1;
		tallies.set(kind, tally);
		process.stdout.write(`${kind.padEnd(14)}${none ? 'no test ran' : closingLine([tally])}\n`);
	}
	process.stdout.write(`${closingLine(tallies.values())}\n`);
	return [...tallies.values()].every((tally) => tally.failed === 0);
}

async function runVitest(kinds: string[]): Promise<Map<string, Tally>> {
	const report = join(results, 'vitest.json');
	const status = await run(report, join('node_modules', 'vitest', 'vitest.mjs'), [
		'run',
		...kinds.flatMap((kind) => ['--project', kind]),
		'--reporter=default',
		'--reporter=json',
		`--outputFile.json=${report}`,
	]);
	const kindOf = (file: string): string => {
		const folder = relative(join(process.cwd(), 'tests'), file).split(sep)[0];
		return [...vitestKinds].find(([, name]) => name === folder)?.[0] ?? 'unit';
	};
	const tallies = existsSync(report) ? tallyVitest(read(report), kindOf) : new Map<string, Tally>();
	const failed = [...tallies.values()].reduce((sum, tally) => sum + tally.failed, 0);
	// An error outside of any test, or a crash of the run itself.
	if (status !== 0 && failed === 0) tallies.set('vitest', { passed: 0, failed: 1, skipped: 0 });
	return tallies;
}

async function runPlaywright(): Promise<Tally> {
	const report = join(results, 'e2e.json');
	const status = await run(report, join('node_modules', '@playwright', 'test', 'cli.js'), ['test', '--config', join('tests', 'e2e', 'playwright.config.ts')], {
		E2E_REPORT: join(process.cwd(), report),
	});
	const tally = existsSync(report) ? tallyPlaywright(read(report)) : { passed: 0, failed: 0, skipped: 0 };
	if (status !== 0 && tally.failed === 0) tally.failed = 1;
	return tally;
}

/** Runs a script on this Node, shows what it says, and returns its exit code (1 when it was ended). */
function run(report: string, script: string, args: string[], environment: Record<string, string> = {}): Promise<number> {
	rmSync(report, { force: true });
	const child = spawn(process.execPath, [script, ...args], {
		stdio: ['ignore', 'inherit', 'inherit'],
		env: { ...process.env, ...environment },
		timeout: LONGEST_RUN,
		killSignal: 'SIGKILL',
	});
	return new Promise((resolve) => {
		child.on('error', () => resolve(1));
		child.on('exit', (code) => resolve(code ?? 1));
	});
}

function read(path: string): unknown {
	return JSON.parse(readFileSync(path, 'utf8'));
}

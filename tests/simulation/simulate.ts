import { parseArgs } from 'node:util';
import { describeFailure } from './report.ts';
import { shrink } from './shrink.ts';
import { run, type Plan } from './world.ts';

const HELP = `npm run simulate -- --seeds 1000 [--first 1] [--devices 5] [--operations 1000] [--book] [--erase] [--trace] [--no-shrink]
Runs that many seeds and prints each that fails, what happened last, and the smallest plan found that fails too.
`;

/** Seeds between two words of progress. */
const PROGRESS = 50;

const { values } = parseArgs({
	allowNegative: true,
	options: {
		seeds: { type: 'string', default: '100' },
		first: { type: 'string', default: '1' },
		devices: { type: 'string', default: '5' },
		operations: { type: 'string', default: '1000' },
		book: { type: 'boolean', default: false },
		erase: { type: 'boolean', default: false },
		trace: { type: 'boolean', default: false },
		shrink: { type: 'boolean', default: true },
		help: { type: 'boolean', default: false },
	},
});
const [first, seeds, devices, operations] = [values.first, values.seeds, values.devices, values.operations].map(
	Number,
) as [number, number, number, number];

if (values.help || ![first, seeds, devices, operations].every((number) => Number.isInteger(number) && number > 0)) {
	process.stdout.write(HELP);
	process.exitCode = values.help ? 0 : 2;
} else {
	process.exitCode = (await simulate()) === 0 ? 0 : 1;
}

/** Returns how many seeds failed. */
async function simulate(): Promise<number> {
	let failed = 0;
	let changes = 0;
	const began = performance.now();
	for (let seed = first; seed < first + seeds; seed++) {
		const plan: Plan = { seed, devices, operations, book: values.book || values.erase, erase: values.erase, trace: values.trace };
		const outcome = await run(plan);
		changes += outcome.changes;
		if ((seed - first) % PROGRESS === PROGRESS - 1) process.stdout.write(`seeds up to ${seed}: ${failed} failed\n`);
		if (outcome.problem === null) continue;
		failed += 1;
		process.stdout.write(`${describeFailure(plan, outcome)}\n`);
		if (!values.shrink || values.trace) continue;
		const { plan: smaller, outcome: fails } = await shrink(plan, outcome);
		process.stdout.write(
			`fails too with ${smaller.devices} devices, ${smaller.operations} operations and no trouble but ${smaller.troubles?.join(' ') || 'none'}: ${fails.problem}\n`,
		);
	}
	const took = ((performance.now() - began) / 1000).toFixed(1);
	process.stdout.write(`${seeds} seeds, ${changes} changes saved, ${failed} failed, ${took} s\n`);
	return failed;
}

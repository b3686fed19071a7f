import { parseArgs } from 'node:util';
import { run, type Plan } from './world.ts';

const { values } = parseArgs({
	options: {
		seeds: { type: 'string', default: '100' },
		first: { type: 'string', default: '1' },
		devices: { type: 'string', default: '5' },
		operations: { type: 'string', default: '1000' },
		trace: { type: 'boolean', default: false },
	},
});

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const first = Number(values.first);
const last = first + Number(values.seeds) - 1;
let failed = 0;
const began = performance.now();
for (let seed = first; seed <= last; seed++) {
	const plan: Plan = { seed, devices: Number(values.devices), operations: Number(values.operations), trace: values.trace };
	const outcome = await run(plan);
	if (outcome.problem === null) continue;
	failed += 1;
	say(`seed ${seed} failed: ${outcome.problem}`);
	say(`troubles: ${outcome.troubles.join(' ')}`);
	for (const step of values.trace ? outcome.steps : outcome.steps.slice(-40)) say(`  ${step}`);
}
say(`${last - first + 1} seeds, ${failed} failed, ${((performance.now() - began) / 1000).toFixed(1)} s`);
process.exitCode = failed === 0 ? 0 : 1;

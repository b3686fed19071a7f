import { describe, expect, it } from 'vitest';
import { MUTANTS } from './mutants.ts';
import { run, type Plan } from './world.ts';

/** Seeds within which a fault must be caught. */
const SEEDS = 12;

describe('the simulator catches a deliberate fault', () => {
	it.each(Object.entries(MUTANTS))('%s', async (_, mutant) => {
		const plans = Array.from({ length: SEEDS }, (_, i): Plan => ({
			seed: i + 1,
			devices: 3,
			operations: 200,
			...(mutant.shows && { troubles: mutant.shows }),
			...(mutant.book && { book: true }),
		}));
		let caught: Plan | null = null;
		for (const plan of plans) {
			if ((await run(plan, mutant)).problem === null) continue;
			caught = plan;
			break;
		}
		expect(caught).not.toBeNull();
		// The same run without the fault: it is the fault that was caught.
		expect((await run(caught as Plan)).problem).toBeNull();
	});
});

import { describe, expect, it } from 'vitest';
import { MUTANTS } from './mutants.ts';
import { run } from './world.ts';

const SEEDS = 15;

describe('the simulator catches a deliberate fault', () => {
	it.each(Object.entries(MUTANTS))('%s', async (_, mutant) => {
		let problem: string | null = null;
		for (let seed = 1; seed <= SEEDS && problem === null; seed++) problem = (await run({ seed, devices: 3, operations: 200 }, mutant)).problem;
		expect(problem).not.toBeNull();
	});
});

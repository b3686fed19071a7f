import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { expect } from 'vitest';
import { describeFailure } from './report.ts';
import { run, type Plan } from './world.ts';

const keptSeeds = z.array(
	z.object({ seed: z.number(), devices: z.number(), operations: z.number(), what: z.string() }),
);

/** Seeds that once failed, with what was wrong. */
export function readKeptSeeds(): z.infer<typeof keptSeeds> {
	return keptSeeds.parse(JSON.parse(readFileSync(new URL('kept-seeds.json', import.meta.url), 'utf8')));
}

/** The seeds that every test run goes through: this part of two, which run side by side. */
export function fixedPlans(part: 0 | 1): Plan[] {
	return Array.from({ length: 20 }, (_, i) => ({ seed: 1 + part + 2 * i, devices: 5, operations: 400 }));
}

/** Runs a plan, in which something must have been saved and nothing may be wrong. */
export async function expectAllWell(plan: Plan): Promise<void> {
	const outcome = await run(plan);
	expect(outcome.problem, describeFailure(plan, outcome)).toBeNull();
	expect(outcome.changes).toBeGreaterThan(0);
}

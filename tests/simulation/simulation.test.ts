import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { describe, expect, it } from 'vitest';
import { describeFailure } from './report.ts';
import { run, type Plan } from './world.ts';

const SEEDS = 36;
const keptSeeds = z.array(z.object({ seed: z.number(), devices: z.number(), operations: z.number(), what: z.string() }));
const kept = keptSeeds.parse(JSON.parse(readFileSync(new URL('kept-seeds.json', import.meta.url), 'utf8')));

async function allWell(plan: Plan): Promise<void> {
	const outcome = await run(plan);
	expect(outcome.problem, describeFailure(plan, outcome)).toBeNull();
	expect(outcome.changes).toBeGreaterThan(0);
}

describe('REP-3, REP-4, REP-5, REP-12 nothing that was saved is lost, nothing appears that nobody made, and all end equal', () => {
	it.each(Array.from({ length: SEEDS }, (_, i) => i + 1))('seed %i', async (seed) => {
		await allWell({ seed, devices: 5, operations: 400 });
	});
});

describe('seeds that once failed', () => {
	it.each(kept)('seed $seed: $what', async ({ seed, devices, operations }) => {
		await allWell({ seed, devices, operations });
	});
});

describe('a run', () => {
	it('is the same every time', async () => {
		const plan = { seed: 7, devices: 3, operations: 150 };
		expect(await run(plan)).toEqual(await run(plan));
	});
});

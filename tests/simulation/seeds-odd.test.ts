import { describe, expect, it } from 'vitest';
import { expectAllWell, fixedPlans } from './fixed-seeds.ts';
import { run } from './world.ts';

describe('REP-3, REP-4, REP-5, REP-12 nothing that was saved is lost, nothing appears that nobody made, and all end equal', () => {
	it.each(fixedPlans(0))('seed $seed', expectAllWell);
});

describe('a run', () => {
	it('is the same every time', async () => {
		const plan = { seed: 7, devices: 3, operations: 150 };
		expect(await run(plan)).toEqual(await run(plan));
	});
});

import { describe, it } from 'vitest';
import { expectAllWell, fixedPlans, readKeptSeeds } from './fixed-seeds.ts';

describe('REP-3, REP-4, REP-5, REP-12 nothing that was saved is lost, nothing appears that nobody made, and all end equal', () => {
	it.each(fixedPlans(1))('seed $seed', expectAllWell);
});

describe('seeds that once failed', () => {
	it.each(readKeptSeeds())('seed $seed: $what', ({ seed, devices, operations }) =>
		expectAllWell({ seed, devices, operations }),
	);
});

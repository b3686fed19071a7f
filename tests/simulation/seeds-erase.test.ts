import { describe, it } from 'vitest';
import { expectAllWell } from './fixed-seeds.ts';

const plans = Array.from({ length: 8 }, (_, i) => ({ seed: 301 + i, devices: 5, operations: 400, book: true, erase: true }));

describe('ERA-5, REP-3, REP-8 what was erased is nowhere any more, on no device and not on the relay, whatever else happened', () => {
	it.each(plans)('seed $seed', expectAllWell);
});

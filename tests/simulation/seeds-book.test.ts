import { describe, it } from 'vitest';
import { expectAllWell } from './fixed-seeds.ts';

const plans = Array.from({ length: 10 }, (_, i) => ({ seed: 101 + i, devices: 5, operations: 400, book: true }));

describe('REP-3, TAG-1, TAG-3, FOL-1, COD-2, LNK-3, MRG-1, MRG-2, MRG-3, MRG-4, MRG-5, MRG-6, MRG-8, IMP-16, IMP-17 tags, folders, IDs, merges, imports, deletions and undoing end equal everywhere, with every rule kept', () => {
	it.each(plans)('seed $seed', expectAllWell);
});

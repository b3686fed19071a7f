import { run, type Outcome, type Plan } from './world.ts';

/** Tries at most. */
const TRIES = 40;

/**
 * Looks for a smaller plan that fails: fewer operations (a shorter run is the beginning of the longer one), then less trouble, then fewer
 * devices (those are other runs, so they may fail otherwise).
 */
export async function shrink(plan: Plan, outcome: Outcome): Promise<{ plan: Plan; outcome: Outcome }> {
	let best = { plan, outcome };
	let tries = 0;
	const attempt = async (smaller: Plan): Promise<boolean> => {
		if (tries++ >= TRIES) return false;
		const tried = await run(smaller);
		if (tried.problem === null) return false;
		best = { plan: smaller, outcome: tried };
		return true;
	};
	const fewerOperations = async (): Promise<void> => {
		for (let low = 1, high = best.plan.operations; low < high;) {
			const middle = Math.floor((low + high) / 2);
			if (await attempt({ ...best.plan, operations: middle })) high = middle;
			else low = middle + 1;
		}
	};
	await fewerOperations();
	for (const trouble of outcome.troubles) {
		const troubles = (best.plan.troubles ?? outcome.troubles).filter((name) => name !== trouble);
		await attempt({ ...best.plan, troubles });
	}
	while (best.plan.devices > 1 && (await attempt({ ...best.plan, devices: best.plan.devices - 1 })));
	await fewerOperations();
	return best;
}

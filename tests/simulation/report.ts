import type { Outcome, Plan } from './world.ts';

/** What to read when a run has failed: the plan, what was wrong, and what happened last. */
export function describeFailure(plan: Plan, outcome: Outcome): string {
	const again = `npm run simulate -- --first ${plan.seed} --seeds 1 --devices ${plan.devices} --operations ${plan.operations}`;
	const steps = plan.trace === true ? outcome.steps : outcome.steps.slice(-40);
	return [
		`seed ${plan.seed} failed: ${outcome.problem}`,
		`trouble that was allowed: ${outcome.troubles.join(' ') || 'none'}`,
		...steps.map((step) => `  ${step}`),
		again,
	].join('\n');
}

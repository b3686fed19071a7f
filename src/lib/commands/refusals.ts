import type { InputProblem } from './command-input.ts';
import type { Outcome } from './commit.ts';

export type Refused = { ok: false; problems: InputProblem[] };

export const DONE: Outcome<void> = Object.freeze({ ok: true, value: undefined });

export function refuse(problem: InputProblem['problem'], field = ''): Refused {
	return { ok: false, problems: [{ field, problem }] };
}

export function unknownRecord(): Refused {
	return refuse('record-unknown');
}

import type { ApiProblem } from '$lib/app/api-call.ts';
import type { Api } from '$lib/app/api.ts';
import { problemWords, refusalOf } from '$lib/features/relay-words/problem-words.ts';
import * as m from '$messages';

/** Setting up a second factor: the password again, the key into an app, a code of it, then the recovery codes. */
export class FactorState {
	password = $state('');
	code = $state('');
	key = $state.raw<{ secret: string; uri: string } | null>(null);
	recoveryCodes = $state.raw<readonly string[] | null>(null);
	busy = $state(false);
	#tried = $state(false);
	#problem = $state.raw<ApiProblem | null>(null);
	readonly #api: Pick<Api, 'startSecondFactor' | 'confirmSecondFactor'>;

	constructor(api: Pick<Api, 'startSecondFactor' | 'confirmSecondFactor'>) {
		this.#api = api;
	}

	get passwordFault(): string | null {
		if (this.#tried && this.password === '') return m.signin_password_needed();
		return this.#refusal === 'refused' ? m.settings_password_wrong() : null;
	}

	get codeFault(): string | null {
		if (this.#refusal === 'code-wrong') return m.settings_factor_code_wrong();
		return this.#refusal === 'not-started' ? m.settings_factor_not_started() : null;
	}

	get notice(): string | null {
		const known = ['refused', 'code-wrong', 'not-started'].includes(this.#refusal ?? '');
		return this.#problem === null || known ? null : problemWords(this.#problem);
	}

	get #refusal(): string | null {
		return this.#problem === null ? null : refusalOf(this.#problem);
	}

	/** The next step: asks for a key, or confirms it with a code. */
	async next(): Promise<void> {
		if (this.busy) return;
		this.#tried = true;
		this.#problem = null;
		if (this.passwordFault !== null) return;
		this.busy = true;
		if (this.key === null) {
			const result = await this.#api.startSecondFactor(this.password);
			if (result.ok) this.key = result.value;
			else this.#problem = result.problem;
		} else {
			const result = await this.#api.confirmSecondFactor(this.code.replace(/\s/g, ''));
			if (result.ok) this.recoveryCodes = result.value.recoveryCodes;
			else this.#problem = result.problem;
		}
		this.busy = false;
	}
}

import type { ApiProblem } from '$lib/app/api-call.ts';
import type { Api } from '$lib/app/api.ts';
import type { DeviceId } from '$lib/domain/ids.ts';
import type { Profile } from '$lib/domain/staff.ts';
import { problemWords, refusalOf } from '$lib/features/relay-words/problem-words.ts';
import * as m from '$messages';

export interface SignInDeps {
	api: Pick<Api, 'signIn'>;
	knownDevice(email: string): DeviceId | null;
	/** Called once the relay let the person in. */
	signedIn(profile: Profile): Promise<void>;
}

/** Signing in: password first, then the second factor's code if the relay asks for one. What was typed stays whatever the answer. */
export class SignInState {
	email = $state('');
	password = $state('');
	code = $state('');
	/** The relay asked for a code: the field is shown. */
	codeAsked = $state(false);
	busy = $state(false);
	#tried = $state(false);
	#problem = $state.raw<ApiProblem | null>(null);
	readonly #deps: SignInDeps;

	constructor(deps: SignInDeps, email = '') {
		this.#deps = deps;
		this.email = email;
	}

	get emailFault(): string | null {
		return this.#tried && this.email.trim() === '' ? m.signin_email_needed() : null;
	}

	get passwordFault(): string | null {
		if (this.#tried && this.password === '') return m.signin_password_needed();
		return this.#refusal === 'refused' ? m.signin_refused() : null;
	}

	get codeFault(): string | null {
		return this.#refusal === 'code-wrong' ? m.signin_code_wrong() : null;
	}

	/** Anything else that went wrong, in words. */
	get notice(): string | null {
		const problem = this.#problem;
		if (problem === null || ['refused', 'code-needed', 'code-wrong'].includes(this.#refusal ?? '')) return null;
		return problemWords(problem);
	}

	get #refusal(): string | null {
		return this.#problem === null ? null : refusalOf(this.#problem);
	}

	/** Asks the relay, under the device name given. */
	async submit(deviceName: string): Promise<void> {
		if (this.busy) return;
		this.#tried = true;
		this.#problem = null;
		if (this.emailFault !== null || this.passwordFault !== null) return;
		this.busy = true;
		const id = this.#deps.knownDevice(this.email);
		const result = await this.#deps.api.signIn({
			email: this.email,
			password: this.password,
			...(this.codeAsked && this.code.trim() !== '' ? { code: this.code } : {}),
			device: { name: deviceName, ...(id === null ? {} : { id }) },
		});
		if (result.ok) {
			await this.#deps.signedIn(result.value);
		} else {
			this.#problem = result.problem;
			if (this.#refusal === 'code-needed') this.codeAsked = true;
		}
		this.busy = false;
	}
}

import type { ApiProblem } from '$lib/app/api-call.ts';
import type { Api } from '$lib/app/api.ts';
import type { PasswordContext } from '$lib/domain/password.ts';
import type { Locale, Profile } from '$lib/domain/staff.ts';
import { problemWords, refusalOf } from '$lib/features/relay-words/problem-words.ts';
import * as m from '$messages';
import { joinLinkWords, linkProblemOf } from './link-words.ts';
import { isPasswordFine, ownWords } from './password-rules.ts';

export interface JoinDeps {
	api: Pick<Api, 'join'>;
	signedIn(profile: Profile): Promise<void>;
}

/** A colleague who was invited comes in: a name and a password, and the device's name. */
export class JoinState {
	name = $state('');
	password = $state('');
	busy = $state(false);
	#tried = $state(false);
	#problem = $state.raw<ApiProblem | null>(null);
	readonly #deps: JoinDeps;
	readonly #token: string;
	readonly #firmName: string;

	constructor(deps: JoinDeps, token: string, firmName: string) {
		this.#deps = deps;
		this.#token = token;
		this.#firmName = firmName;
	}

	/** The address is known masked only; the relay checks against the whole one. */
	get passwordContext(): PasswordContext {
		return { secondFactor: false, words: ownWords({ firmName: this.#firmName, name: this.name, email: '' }) };
	}

	get nameFault(): string | null {
		return this.#tried && this.name.trim() === '' ? m.setup_name_needed() : null;
	}

	get passwordFault(): string | null {
		const refused = this.#problem !== null && refusalOf(this.#problem) === 'password';
		return this.#tried && (refused || !isPasswordFine(this.password, this.passwordContext)) ? m.password_bad() : null;
	}

	/** What went wrong beside the fields, in words. */
	get notice(): string | null {
		const problem = this.#problem;
		if (problem === null || refusalOf(problem) === 'password') return null;
		const link = linkProblemOf(problem);
		return link === null ? problemWords(problem) : joinLinkWords(link);
	}

	/** @returns whether the colleague is in and their book open */
	async submit(locale: Locale, deviceName: string): Promise<boolean> {
		if (this.busy) return false;
		this.#tried = true;
		this.#problem = null;
		if (this.nameFault !== null || this.passwordFault !== null) return false;
		this.busy = true;
		const { name, password } = this;
		const result = await this.#deps.api.join({ token: this.#token, name, password, locale, deviceName });
		if (result.ok) await this.#deps.signedIn(result.value);
		else this.#problem = result.problem;
		this.busy = false;
		return result.ok;
	}
}

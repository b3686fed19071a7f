import type { ApiProblem } from '$lib/app/api-call.ts';
import type { Api } from '$lib/app/api.ts';
import type { PasswordContext } from '$lib/domain/password.ts';
import type { Locale, Profile } from '$lib/domain/staff.ts';
import { problemWords, refusalOf } from '$lib/features/relay-words/problem-words.ts';
import * as m from '$messages';
import { emailFault } from './email-words.ts';
import { isPasswordFine, ownWords } from './password-rules.ts';

export interface SetUpDeps {
	api: Pick<Api, 'setUp'>;
	signedIn(profile: Profile): Promise<void>;
	localeOnScreen(): Locale;
}

/** The first visit: the firm and its owner. */
export class SetUpState {
	firmName = $state('');
	country = $state('');
	/** null: not chosen, so the language on screen. */
	#chosenLocale = $state<Locale | null>(null);
	name = $state('');
	email = $state('');
	password = $state('');
	samples = $state(false);
	code = $state('');
	/** The relay asks for the code that it told its operator. */
	codeAsked = $state(false);
	busy = $state(false);
	#tried = $state(false);
	#problem = $state.raw<ApiProblem | null>(null);
	readonly #deps: SetUpDeps;

	constructor(deps: SetUpDeps, country: string) {
		this.#deps = deps;
		this.country = country;
	}

	/** The language of the firm's mails. */
	get locale(): Locale {
		return this.#chosenLocale ?? this.#deps.localeOnScreen();
	}

	set locale(choice: Locale) {
		this.#chosenLocale = choice;
	}

	get passwordContext(): PasswordContext {
		return { secondFactor: false, words: ownWords(this) };
	}

	get faults() {
		const missing = (value: string, words: () => string) => (value.trim() === '' ? words() : null);
		const refused = this.#problem !== null && refusalOf(this.#problem) === 'password';
		const all = {
			firmName: missing(this.firmName, m.setup_firm_name_needed),
			country: missing(this.country, m.setup_country_needed),
			name: missing(this.name, m.setup_name_needed),
			email: emailFault(this.email),
			password: refused || !isPasswordFine(this.password, this.passwordContext) ? m.password_bad() : null,
			code: this.codeAsked ? this.#codeFault() : null,
		};
		return this.#tried ? all : { firmName: null, country: null, name: null, email: null, password: null, code: null };
	}

	#codeFault(): string | null {
		if (this.code.trim() === '') return m.setup_code_needed();
		return this.#codeRefused ? m.setup_code_wrong() : null;
	}

	get #codeRefused(): boolean {
		return this.#problem !== null && refusalOf(this.#problem) === 'set-up-code';
	}

	get alreadySetUp(): boolean {
		return this.#problem !== null && refusalOf(this.#problem) === 'already-set-up';
	}

	/** What went wrong beside the fields, in words. */
	get notice(): string | null {
		const problem = this.#problem;
		if (problem === null || this.alreadySetUp || this.#codeRefused || refusalOf(problem) === 'password') return null;
		return problemWords(problem);
	}

	/** Creates the firm. @returns whether it was created and its book is open */
	async submit(deviceName: string): Promise<boolean> {
		if (this.busy) return false;
		this.#tried = true;
		this.#problem = null;
		if (Object.values(this.faults).some((fault) => fault !== null)) return false;
		this.busy = true;
		const { firmName, country, locale, name, email, password } = this;
		const input = { firmName, country, locale, name, email, password, deviceName };
		const result = await this.#deps.api.setUp(this.codeAsked ? { ...input, code: this.code } : input);
		if (result.ok) await this.#deps.signedIn(result.value);
		else this.#problem = result.problem;
		if (this.#codeRefused) this.codeAsked = true;
		this.busy = false;
		return result.ok;
	}
}

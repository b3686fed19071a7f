import type { Locale } from '$lib/domain/staff.ts';
import type { InvitationLook, PortalFirm, PortalLinkProblem } from '$lib/protocol/portal.ts';
import * as m from '$messages';
import { isPasswordFine } from './password-rules.ts';
import type { PortalApi, PortalProblem, PortalResult } from './portal-api.ts';
import { problemWords, refusalOf } from './problem-words.ts';

/** What the activation page works with. */
export interface ActivateDeps {
	api: Pick<PortalApi, 'look' | 'activate' | 'activateWithPassword' | 'addAccount' | 'askForLink' | 'signOut'>;
	/** A random text, for one try. */
	newAttempt(): string;
	/** The link is used up or dead: nothing is to be kept of it. */
	spent(): void;
	/** The firm that an answer named. */
	met(firm: PortalFirm): void;
}

/** Where the page stands. `dead`: the link does not work, and why. */
export type ActivatePhase =
	| { kind: 'looking' }
	| { kind: 'unreached'; problem: PortalProblem }
	| { kind: 'open'; look: InvitationLook }
	| { kind: 'dead'; problem: PortalLinkProblem }
	| { kind: 'done' };

/** A client follows the link of an invitation. Looking changes nothing; only what the client sends with a password does. */
export class ActivateState {
	phase = $state.raw<ActivatePhase>({ kind: 'looking' });
	password = $state('');
	busy = $state(false);
	/** Set once the firm was told that a new link is wanted. */
	asked = $state(false);
	#tried = $state(false);
	#problem = $state.raw<PortalProblem | null>(null);
	/** The password that the relay refused. */
	#refused = $state<string | null>(null);
	readonly #deps: ActivateDeps;
	readonly #token: string;
	readonly #attempt: string;

	constructor(deps: ActivateDeps, token: string) {
		this.#deps = deps;
		this.#token = token;
		this.#attempt = deps.newAttempt();
	}

	/** What of this client a password must not be made of, as far as the page knows. */
	get words(): string[] {
		if (this.phase.kind !== 'open') return [];
		const { firm, firstName, email } = this.phase.look;
		return [firm.name, firstName, email.slice(email.lastIndexOf('@') + 1).split('.')[0] ?? ''];
	}

	/** Whether the relay found what is typed too easy to guess. */
	get tooEasy(): boolean {
		return this.#refused !== null && this.#refused === this.password;
	}

	get passwordFault(): string | null {
		if (this.#tried && this.password === '') return m.portal_password_needed();
		if (this.tooEasy) return m.portal_password_refused();
		return this.#tried && this.isNew && !isPasswordFine(this.password, this.words) ? m.portal_password_bad() : null;
	}

	/** What went wrong beside the field, in words. */
	get notice(): string | null {
		const code = refusalOf(this.#problem);
		if (this.#problem === null || code === 'password') return null;
		return code === 'refused' ? m.portal_password_wrong() : problemWords(this.#problem);
	}

	/** Whether the password is one to be chosen now. */
	get isNew(): boolean {
		return this.phase.kind === 'open' && this.phase.look.way === 'choose';
	}

	/** Asks what the link is for. */
	async look(): Promise<void> {
		this.phase = { kind: 'looking' };
		const result = await this.#deps.api.look(this.#token);
		if (result.ok) {
			this.#deps.met(result.value.firm);
			this.phase = { kind: 'open', look: result.value };
		} else if (!this.#died(result.problem)) {
			this.phase = { kind: 'unreached', problem: result.problem };
		}
	}

	/**
	 * Sends the password. A second press while the first is on its way does nothing.
	 * @returns the whole address of who got in, or null
	 */
	async submit(locale: Locale): Promise<string | null> {
		this.#tried = true;
		if (this.password === '' || (this.isNew && !isPasswordFine(this.password, this.words))) return null;
		const { password } = this;
		const { api } = this.#deps;
		return this.#send(
			() =>
				this.isNew
					? api.activate(this.#token, password, this.#attempt, locale)
					: api.activateWithPassword(this.#token, password),
			password,
		);
	}

	/** Adds the account for who is signed in already. */
	add(): Promise<string | null> {
		return this.#send(() => this.#deps.api.addAccount(this.#token), null);
	}

	/** Signs the other person out and looks again. */
	async switchPerson(): Promise<void> {
		if (this.busy) return;
		this.busy = true;
		const result = await this.#deps.api.signOut();
		this.busy = false;
		this.#problem = result.ok ? null : result.problem;
		if (result.ok) await this.look();
	}

	/** Tells the firm that the client wants a new link. */
	async ask(): Promise<void> {
		if (this.busy || this.asked) return;
		this.busy = true;
		const result = await this.#deps.api.askForLink(this.#token);
		this.busy = false;
		this.asked = result.ok;
		this.#problem = result.ok ? null : result.problem;
	}

	async #send(call: () => Promise<PortalResult<{ email: string }>>, password: string | null): Promise<string | null> {
		if (this.busy) return null;
		this.busy = true;
		this.#problem = null;
		const result = await call();
		this.busy = false;
		if (result.ok) {
			this.#deps.spent();
			return result.value.email;
		}
		if (this.#died(result.problem)) return null;
		const code = refusalOf(result.problem);
		if (code === 'password') this.#refused = password;
		// A password was chosen in the meantime, or somebody else signed in: the page is to show what is now.
		if (code === 'has-password' || code === 'other-person' || code === 'signed-out') await this.look();
		else this.#problem = result.problem;
		return null;
	}

	#died(problem: PortalProblem): boolean {
		if (problem.kind !== 'refused' || problem.refusal.error !== 'link') return false;
		if (problem.refusal.firm !== null) this.#deps.met(problem.refusal.firm);
		this.phase = { kind: 'dead', problem: problem.refusal.link ?? 'unknown' };
		return true;
	}
}

import { isPhone } from '$lib/domain/phone.ts';
import { readEmail } from '$lib/domain/email.ts';
import type { Locale } from '$lib/domain/staff.ts';
import { SIGN_UP_DIGITS, SIGN_UP_RESEND, type PortalFirm } from '$lib/protocol/portal.ts';
import * as m from '$messages';
import type { PortalApi, PortalProblem, PortalResult } from './portal-api.ts';
import { problemWords, refusalOf } from './problem-words.ts';

export interface SignUpDeps {
	api: Pick<PortalApi, 'signUpPage' | 'startSignUp' | 'resendCode' | 'proveEmail' | 'finishSignUp'>;
	/** ms since 1970 */
	now(): number;
	met(firm: PortalFirm): void;
}

/** Where a new client stands. `ended`: too many wrong codes, or too late: one begins again. */
export type SignUpStep = 'looking' | 'closed' | 'email' | 'code' | 'details' | 'done' | 'ended';

/** A new client registers: the address is proven first, then they say who they are. Nothing is in the firm's book before the end. */
export class SignUpState {
	step = $state<SignUpStep>('looking');
	welcome = $state('');
	email = $state('');
	/** What a person does not see and a program fills in. */
	trap = $state('');
	code = $state('');
	firstName = $state('');
	lastName = $state('');
	phone = $state('');
	type = $state<'individual' | 'company' | null>(null);
	companyName = $state('');
	consent = $state(false);
	busy = $state(false);
	/** When the code can be sent again, ms since 1970. */
	resendAt = $state(0);
	/** The code was sent once more. */
	resent = $state(false);
	#tried = $state(false);
	#problem = $state.raw<PortalProblem | null>(null);
	#attempt = '';
	readonly #deps: SignUpDeps;

	constructor(deps: SignUpDeps) {
		this.#deps = deps;
	}

	/** The likely meaning of an address with a common slip, or null. */
	get suggestion(): string | null {
		const reading = readEmail(this.email);
		return reading.kind === 'address' ? reading.suggestion : null;
	}

	get emailFault(): string | null {
		return this.#tried && readEmail(this.email).kind !== 'address' ? m.portal_email_bad() : null;
	}

	get codeFault(): string | null {
		const problem = this.#problem;
		if (problem?.kind === 'refused' && problem.refusal.error === 'code')
			return m.portal_code_wrong({ left: problem.refusal.left });
		return this.#tried && this.code.replace(/\D/g, '').length !== SIGN_UP_DIGITS ? m.portal_code_needed({ digits: SIGN_UP_DIGITS }) : null;
	}

	/** What is wrong with a field of the last step, or null. */
	fault(field: 'firstName' | 'lastName' | 'phone' | 'type' | 'companyName' | 'consent'): string | null {
		if (!this.#tried) return null;
		switch (field) {
			case 'firstName':
				return this.firstName.trim() === '' ? m.portal_first_name_needed() : null;
			case 'lastName':
				return this.lastName.trim() === '' ? m.portal_last_name_needed() : null;
			case 'phone':
				return this.phone.trim() !== '' && !isPhone(this.phone) ? m.portal_phone_bad() : null;
			case 'type':
				return this.type === null ? m.portal_type_needed() : null;
			case 'companyName':
				return this.type === 'company' && this.companyName.trim() === '' ? m.portal_company_needed() : null;
			case 'consent':
				return this.consent ? null : m.portal_consent_needed();
		}
	}

	/** What went wrong beside the fields, in words. */
	get notice(): string | null {
		const problem = this.#problem;
		return problem === null || refusalOf(problem) === 'code' ? null : problemWords(problem);
	}

	get problem(): PortalProblem | null {
		return this.#problem;
	}

	/** Whether the firm takes registrations. */
	async look(): Promise<void> {
		this.#problem = null;
		const result = await this.#deps.api.signUpPage();
		if (!result.ok) {
			this.#problem = result.problem;
			return;
		}
		this.#deps.met(result.value.firm);
		this.welcome = result.value.welcome;
		this.step = result.value.open ? 'email' : 'closed';
	}

	/** Asks for the code. */
	async start(locale: Locale): Promise<void> {
		this.#tried = true;
		if (this.emailFault !== null) return;
		const result = await this.#send(() => this.#deps.api.startSignUp(this.email, locale, this.trap));
		if (result === null) return;
		this.#attempt = result.attempt;
		this.resendAt = this.#deps.now() + result.resendIn * 1_000;
		this.#to('code');
	}

	/** Asks for the code once more. */
	async resend(): Promise<void> {
		this.resent = false;
		const result = await this.#send(() => this.#deps.api.resendCode(this.#attempt));
		if (result === null) return;
		this.resent = true;
		this.resendAt = this.#deps.now() + SIGN_UP_RESEND * 1_000;
	}

	async prove(): Promise<void> {
		this.#tried = true;
		this.#problem = null;
		this.resent = false;
		if (this.codeFault !== null) return;
		if ((await this.#send(() => this.#deps.api.proveEmail(this.#attempt, this.code))) !== null) this.#to('details');
	}

	async finish(): Promise<void> {
		this.#tried = true;
		const fields = ['firstName', 'lastName', 'phone', 'type', 'companyName', 'consent'] as const;
		if (this.type === null || fields.some((field) => this.fault(field) !== null)) return;
		const { firstName, lastName, phone, type, consent } = this;
		const companyName = type === 'company' ? this.companyName : '';
		const details = { firstName, lastName, phone, type, companyName, consent };
		if ((await this.#send(() => this.#deps.api.finishSignUp(this.#attempt, details))) !== null) this.#to('done');
	}

	/** Back to the address; what was typed stays. */
	again(): void {
		this.code = '';
		this.#to('email');
	}

	#to(step: SignUpStep): void {
		this.step = step;
		this.#tried = false;
		this.#problem = null;
	}

	async #send<T>(call: () => Promise<PortalResult<T>>): Promise<T | null> {
		if (this.busy) return null;
		this.busy = true;
		this.#problem = null;
		const result = await call();
		this.busy = false;
		if (result.ok) return result.value;
		const code = refusalOf(result.problem);
		if (code === 'closed' || code === 'ended') this.#to(code);
		else this.#problem = result.problem;
		return null;
	}
}

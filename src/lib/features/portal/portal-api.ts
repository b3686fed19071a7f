import {
	LINK_PROBLEMS,
	accountView,
	activated,
	invitationLook,
	portalDone,
	portalFirm,
	portalHome,
	portalRefusal,
	portalSessions,
	resetLook,
	signUpPage,
	signUpStarted,
	type PortalFirm,
	type PortalLinkProblem,
} from '$lib/protocol/portal.ts';
import { isOneOf, number, type Check } from '$lib/protocol/portal-checks.ts';
import type { AccountId } from '$lib/domain/ids.ts';
import type { Locale } from '$lib/domain/staff.ts';

/** What the relay refused, and why. */
export interface Refusal {
	error: string;
	/** Of a dead link. */
	link: PortalLinkProblem | null;
	/** Of a dead link whose holder had the mail. */
	firm: PortalFirm | null;
	/** Wrong codes until the try ends. */
	left: number;
}

/** Why a call had no answer that one can work with. `refused`: the relay's own word. */
export type PortalProblem =
	| { kind: 'offline' }
	| { kind: 'throttled'; seconds: number }
	| { kind: 'refused'; refusal: Refusal }
	| { kind: 'failed' };

/** A call's outcome: errors are values, a call never throws. */
export type PortalResult<T> = { ok: true; value: T } | { ok: false; problem: PortalProblem };

/** What a new client says of themselves. */
export interface SignUpDetails {
	firstName: string;
	lastName: string;
	phone: string;
	type: 'individual' | 'company';
	companyName: string;
	consent: boolean;
}

/** A relay that has not answered for this long is as good as away, ms. */
const PATIENCE = 20_000;

/**
 * The calls of the portal. Nothing but a POST or DELETE changes anything.
 * @param send such as `fetch`
 */
export function createPortalApi(send: typeof fetch) {
	const get = <T>(path: string, answer: Check<T>) => call(send, 'GET', path, undefined, answer);
	const post = <T>(path: string, body: unknown, answer: Check<T>) => call(send, 'POST', path, body, answer);
	return {
		firm: () => get('firm', portalFirm),
		look: (token: string) => post('activation/look', { token }, invitationLook),
		/** @param attempt the same for every repetition of one try: then a lost answer does no harm */
		activate: (token: string, password: string, attempt: string, locale: Locale) =>
			post('activation', { token, password, attempt, locale }, activated),
		activateWithPassword: (token: string, password: string) => post('activation/sign-in', { token, password }, activated),
		addAccount: (token: string) => post('activation/add', { token }, activated),
		askForLink: (token: string) => post('activation/ask', { token }, portalDone),
		signIn: (email: string, password: string) => post('sign-in', { email, password }, portalDone),
		signOut: () => post('sign-out', {}, portalDone),
		forgot: (email: string, locale: Locale) => post('password/forgot', { email, locale }, portalDone),
		lookAtReset: (token: string) => post('password/reset/look', { token }, resetLook),
		reset: (token: string, password: string) => post('password/reset', { token, password }, portalDone),
		changePassword: (current: string, password: string) => post('password/change', { current, password }, portalDone),
		home: () => get('home', portalHome),
		account: (id: AccountId) => get(`accounts/${id}`, accountView),
		sessions: () => get('sessions', portalSessions),
		endSession: (id: string) => call(send, 'DELETE', `sessions/${id}`, undefined, portalDone),
		signUpPage: () => get('sign-up', signUpPage),
		/** @param trap what stands in the field that no person sees */
		startSignUp: (email: string, locale: Locale, trap: string) =>
			post('sign-up/start', { email, locale, website: trap }, signUpStarted),
		resendCode: (attempt: string) => post('sign-up/resend', { attempt }, portalDone),
		proveEmail: (attempt: string, code: string) => post('sign-up/code', { attempt, code }, portalDone),
		finishSignUp: (attempt: string, details: SignUpDetails) => post('sign-up/finish', { attempt, ...details }, portalDone),
	};
}

export type PortalApi = ReturnType<typeof createPortalApi>;

async function call<T>(
	send: typeof fetch,
	method: string,
	path: string,
	body: unknown,
	answer: Check<T>,
): Promise<PortalResult<T>> {
	let response: Response;
	try {
		response = await send(`/portal/api/${path}`, {
			method,
			headers: { 'Content-Type': 'application/json' },
			body: body === undefined ? null : JSON.stringify(body),
			signal: AbortSignal.timeout(PATIENCE),
			cache: 'no-store',
		});
	} catch {
		return { ok: false, problem: { kind: 'offline' } };
	}
	const json: unknown = await response.json().catch(() => null);
	if (response.ok) {
		return answer(json) ? { ok: true, value: json } : { ok: false, problem: { kind: 'failed' } };
	}
	return { ok: false, problem: problemOf(response.status, json) };
}

function problemOf(status: number, body: unknown): PortalProblem {
	// What a proxy answers for a relay that is down.
	if (status === 502 || status === 504) return { kind: 'offline' };
	const part = (name: string): unknown => (typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined);
	if (status === 429 || status === 503) {
		const seconds = part('retryAfter');
		return { kind: 'throttled', seconds: number(seconds) ? seconds : 30 };
	}
	if (status >= 500 || !portalRefusal(body)) return { kind: 'failed' };
	const [problem, firm, left] = [part('problem'), part('firm'), part('left')];
	return {
		kind: 'refused',
		refusal: {
			error: body.error,
			link: isOneOf(...LINK_PROBLEMS)(problem) ? problem : null,
			firm: portalFirm(firm) ? firm : null,
			left: number(left) ? left : 0,
		},
	};
}

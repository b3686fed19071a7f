import * as z from 'zod/mini';

/** Why a call had no answer that one can work with. `refused`: the relay's own word, as a code with what belongs to it. */
export type ApiProblem =
	| { kind: 'offline' }
	| { kind: 'throttled'; seconds: number }
	| { kind: 'refused'; error: string; body: unknown }
	| { kind: 'failed' };

/** A call's outcome: errors are values, a call never throws. */
export type ApiResult<T> = { ok: true; value: T } | { ok: false; problem: ApiProblem };

const refusal = z.object({ error: z.string(), retryAfter: z.optional(z.number()) });

/** A relay that has not answered for this long is as good as away, ms. Password hashing and a queue before it fit well within. */
const PATIENCE = 20_000;

/**
 * Makes one call and reads its answer by a shape; what does not fit counts as failed, never as true.
 * @param send given a signal that ends the call
 */
export async function call<T>(
	send: (signal: AbortSignal) => Promise<Response>,
	answer: z.ZodMiniType<T>,
): Promise<ApiResult<T>> {
	let response: Response;
	try {
		response = await send(AbortSignal.timeout(PATIENCE));
	} catch {
		return { ok: false, problem: { kind: 'offline' } };
	}
	const body: unknown = await response.json().catch(() => null);
	if (response.ok) {
		const parsed = answer.safeParse(body);
		return parsed.success ? { ok: true, value: parsed.data } : { ok: false, problem: { kind: 'failed' } };
	}
	return { ok: false, problem: problemOf(response, body) };
}

function problemOf(response: Response, body: unknown): ApiProblem {
	// What a proxy answers for a relay that is down.
	if (response.status === 502 || response.status === 504) return { kind: 'offline' };
	const parsed = refusal.safeParse(body);
	if (response.status === 429 || response.status === 503) {
		const seconds =
			(parsed.success ? parsed.data.retryAfter : undefined) ?? Number(response.headers.get('Retry-After'));
		return { kind: 'throttled', seconds: Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : 30 };
	}
	if (response.status >= 500 || !parsed.success) return { kind: 'failed' };
	return { kind: 'refused', error: parsed.data.error, body };
}

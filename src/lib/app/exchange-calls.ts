import * as z from 'zod/mini';
import { locale, profile } from '../domain/staff.ts';
import type { FileFault } from '../exchange/table.ts';

/** What the worker is told first. */
export const exchangeStart = z.object({ profile, locale });
export type ExchangeStart = z.infer<typeof exchangeStart>;

/** What the worker does: methods of `Exchange`. */
export const EXCHANGE_CALLS = ['open', 'plan', 'choose', 'chooseDuplicates', 'fill', 'fix', 'rows', 'rejects', 'run', 'resume', 'undo', 'exportTable', 'exportArchive', 'exportClient'] as const;

/** A call to the worker, or the wish that the one under way ends. */
export const exchangeCall = z.union([
	z.object({ number: z.number(), name: z.enum(EXCHANGE_CALLS), args: z.array(z.unknown()) }),
	z.object({ cancel: z.literal(true) }),
]);

/** Why a call came to nothing: somebody cancelled it, another tab is at it, a file that can't be read, a disk that refuses. */
export type ExchangeFailure = { why: 'cancelled' | 'busy' } | { why: 'file'; fault: FileFault } | { why: 'storage'; reason: 'quota' | 'closed' | 'corrupt' | 'unknown' } | { why: 'broken'; message: string };

/** What the worker says: the answer to a call, or how far it is. */
export type ExchangeReply = { number: number; value: unknown } | { number: number; failed: ExchangeFailure } | { number: number; done: number; total: number };

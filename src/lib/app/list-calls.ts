import * as z from 'zod/mini';

/** A question to the worker that answers lists: a method of `ListEngine` and what it takes. */
export const listCall = z.object({
	number: z.number(),
	name: z.enum(['warm', 'search', 'window', 'placeOf', 'tally', 'values', 'duplicates']),
	args: z.array(z.unknown()),
});
export type ListCall = z.infer<typeof listCall>;

/** The answer to a question, by its number. */
export type ListReply = { number: number; value: unknown } | { number: number; failed: string };

import * as z from 'zod/mini';

/**
 * Why the relay refused one group. `gap`: an earlier update of the same Yjs client is missing: rebuild and push again.
 * `clock`: a stamp from the future: correct the clock, stamp anew, push again. The others are final: the group is set aside.
 */
export const refusalCode = z.enum(['gap', 'clock', 'forbidden', 'malformed', 'too-large', 'foreign-client', 'unknown-event']);
export type RefusalCode = z.infer<typeof refusalCode>;

/** Whether a device can mend the group by itself and try again. */
export function isMendable(code: RefusalCode): boolean {
	return code === 'gap' || code === 'clock';
}

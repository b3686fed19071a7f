import * as z from 'zod/mini';
import { stamp } from '../../domain/clock.ts';
import { documentName } from '../../domain/document-name.ts';
import { eventId, staffId } from '../../domain/ids.ts';

/** Records that one erasure takes: few enough that the relay's search for what goes with them stays short. */
export const MAX_ERASED = 100;

/**
 * `record.erased`: a person had these records erased for good. The group that brings it changes nothing by an update: that the log, and every device,
 * forgets them follows from this word alone. It is the only trace that stays, and names nobody but who did it.
 */
export const recordErased = z.object({
	id: eventId,
	at: stamp,
	type: z.literal('record.erased'),
	documents: z
		.array(documentName.check(z.regex(/^(?:account|contact):/)))
		.check(z.minLength(1), z.maxLength(MAX_ERASED)),
	staff: staffId,
});

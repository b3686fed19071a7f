import * as z from 'zod/mini';
import { epoch } from '../../domain/ids.ts';
import { wireGroup } from '../entries.ts';
import { MAX_PUSH_GROUPS } from '../limits.ts';

const token = z.string().check(z.regex(/^[0-9A-Za-z_-]{22}$/));

/**
 * A place in a log: everything up to and with `seq` is known. `hash` is the row's place in the hash chain; `mac` proves that this relay gave the cursor,
 * so that a cursor from a history that the relay lost is told from an invented one.
 */
export const cursor = z.object({ epoch, seq: z.int().check(z.nonnegative()), hash: token, mac: token });
export type Cursor = z.infer<typeof cursor>;

/** First frame of a device. `cursor: null` asks for everything. `time`: the device's own clock, ms. */
export const hello = z.object({
	type: z.literal('hello'),
	protocol: z.int(),
	cursor: z.nullable(cursor),
	time: z.number(),
});

/** Groups to append, in the order of the outbox. The acknowledgement comes per group, after the commit. */
export const push = z.object({
	type: z.literal('push'),
	groups: z.array(wireGroup).check(z.minLength(1), z.maxLength(MAX_PUSH_GROUPS)),
});

/** "Everything up to `seq` is on my disk": lets the relay send the next batch. */
export const received = z.object({ type: z.literal('received'), seq: z.int().check(z.nonnegative()) });

/** "Are you there?" Answered by a pong with the same `id`. */
export const ping = z.object({ type: z.literal('ping'), id: z.int().check(z.nonnegative()) });

/** What a device sends. */
export const upFrame = z.discriminatedUnion('type', [hello, push, received, ping]);
export type UpHeader = z.infer<typeof upFrame>;

import * as z from 'zod/mini';
import { groupId, epoch } from '../../domain/ids.ts';
import { role } from '../../domain/staff.ts';
import { wireLogEntry } from '../entries.ts';
import { refusalCode } from '../refusals.ts';
import { cursor } from './up.ts';

/**
 * Answer to hello. `resume`: `continue` from the device's cursor; `start` from nothing (the device had no cursor);
 * `recover`: the device's cursor is of another history: it reads everything anew and gives back what the relay lacks.
 */
export const welcome = z.object({
	type: z.literal('welcome'),
	protocol: z.int(),
	epoch,
	head: z.int().check(z.nonnegative()),
	resume: z.enum(['continue', 'start', 'recover']),
	/** The relay's clock, ms since 1970. */
	time: z.number(),
	role,
});

/** Groups that are on the relay's disk. */
export const ack = z.object({ type: z.literal('ack'), groups: z.array(groupId) });

/** A group that was refused, whole; nothing of it was applied. `detail` is for a log, not for people. */
export const refused = z.object({ type: z.literal('refused'), group: groupId, code: refusalCode, detail: z.string() });

/** Rows of the log in order, whole groups only. `cursor` is the place after them; `head` the log's end when they were read. */
export const entries = z.object({
	type: z.literal('entries'),
	entries: z.array(wireLogEntry),
	cursor,
	head: z.int().check(z.nonnegative()),
});

export const pong = z.object({ type: z.literal('pong'), id: z.int().check(z.nonnegative()) });

/** What the relay sends. */
export const downFrame = z.discriminatedUnion('type', [welcome, ack, refused, entries, pong]);
export type DownHeader = z.infer<typeof downFrame>;

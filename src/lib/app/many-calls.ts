import * as z from 'zod/mini';
import { profile } from '../domain/staff.ts';

/** What the worker is told first. */
export const manyStart = z.object({ profile });
export type ManyStart = z.infer<typeof manyStart>;

/** What the worker does: commands that may be about very many records. */
export const MANY_CALLS = ['bulk', 'undo', 'requestInvitations'] as const;

import * as z from 'zod/mini';
import { locale, profile } from '../domain/staff.ts';
import type { FileFault } from '../exchange/table.ts';
import type { WorkFailure } from './work-calls.ts';

/** What the worker is told first. */
export const exchangeStart = z.object({ profile, locale });
export type ExchangeStart = z.infer<typeof exchangeStart>;

/** What the worker does: methods of `Exchange`. */
export const EXCHANGE_CALLS = ['open', 'plan', 'choose', 'chooseDuplicates', 'fill', 'fix', 'rows', 'rejects', 'run', 'resume', 'undo', 'exportTable', 'exportArchive', 'exportClient'] as const;

/** Why a call came to nothing: as with every worker, or a file that can't be read. */
export type ExchangeFailure = WorkFailure<FileFailure>;

/** A file that can't be read. */
export interface FileFailure {
	why: 'file';
	fault: FileFault;
}

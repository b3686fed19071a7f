import { EMPTY_FIRM, toFirmSettings, type FirmSettings, type StoredFirm } from '../domain/firm-settings.ts';
import { mayAdminister } from '../domain/staff.ts';
import { Vocabulary } from '../domain/vocabulary.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { CommandDeps } from './commit.ts';

/** The firm's tags and shared filters, in a command's transaction. */
export async function readVocabulary(tx: BookTransaction): Promise<Vocabulary> {
	const row = await tx.firm.get('vocabulary');
	return row?.key === 'vocabulary' ? new Vocabulary(row.tags, row.filters) : new Vocabulary([], []);
}

/** The firm's settings as they are stored. */
export async function readStoredFirm(tx: BookTransaction): Promise<StoredFirm> {
	const row = await tx.firm.get('settings');
	return row?.key === 'settings' ? row.firm : EMPTY_FIRM;
}

export async function readFirm(deps: CommandDeps, tx: BookTransaction): Promise<FirmSettings> {
	return toFirmSettings(await readStoredFirm(tx), deps.profile);
}

/** Whether this person may write the firm's settings. The relay says the same. */
export function mayWriteFirm(deps: CommandDeps): boolean {
	return mayAdminister(deps.profile.role);
}

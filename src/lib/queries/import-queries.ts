import { EMPTY_FIRM, toFirmSettings, type FirmSettings } from '../domain/firm-settings.ts';
import type { ImportColumns } from '../domain/import-columns.ts';
import { Vocabulary } from '../domain/vocabulary.ts';
import type { BookDatabase } from '../storage/dexie-store.ts';
import type { FirmStart } from './firm-queries.ts';
import { live } from './live.ts';
import type { Queries } from './queries.ts';

/** The imports of this device. */
export function importQueries(database: BookDatabase): Pick<Queries, 'imports'> {
	return {
		imports: () => live(async () => (await database.imports.toArray()).reverse()),
	};
}

/** What the firm has that a file is read by. */
export async function importRules(database: BookDatabase, start: FirmStart): Promise<{ firm: FirmSettings; vocabulary: Vocabulary; remembered: ImportColumns }> {
	const [settings, vocabulary] = await database.firm.bulkGet(['settings', 'vocabulary']);
	const known = vocabulary?.key === 'vocabulary' ? vocabulary : null;
	return {
		firm: toFirmSettings(settings?.key === 'settings' ? settings.firm : EMPTY_FIRM, start),
		vocabulary: new Vocabulary(known?.tags ?? [], known?.filters ?? []),
		remembered: known?.columns ?? {},
	};
}

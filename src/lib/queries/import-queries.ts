import { EMPTY_FIRM, toFirmSettings, type FirmSettings } from '../domain/firm-settings.ts';
import type { ImportColumns } from '../domain/import-columns.ts';
import { Vocabulary } from '../domain/vocabulary.ts';
import type { StaffId } from '../domain/ids.ts';
import type { BookDatabase } from '../storage/dexie-store.ts';
import type { FirmImportRow, ImportRow } from '../storage/import-rows.ts';
import type { FirmStart } from './firm-queries.ts';
import { live } from './live.ts';
import type { Queries } from './queries.ts';
import type { ShownImport } from './rows.ts';

/** The imports of the firm. */
export function importQueries(database: BookDatabase, { staffId }: FirmStart): Pick<Queries, 'imports'> {
	return {
		imports: () =>
			live(async () => {
				const [own, heard] = await Promise.all([database.imports.toArray(), database.firmImports.toArray()]);
				const here = new Map(own.map((row) => [row.id, row]));
				const said = new Map(heard.map((row) => [row.id, row]));
				const shown = own.map((row) => ownImport(row, said.get(row.id), staffId));
				shown.push(...heard.filter(({ id }) => !here.has(id)).map(foreignImport));
				return shown.sort((a, b) => b.startedAt - a.startedAt);
			}),
	};
}

/** One that this device made, or takes back. */
function ownImport(row: ImportRow, heard: FirmImportRow | undefined, me: StaffId): ShownImport {
	const shown = { ...row, staff: heard?.staff ?? me, here: true, keptCount: row.kept.length };
	if (heard?.undone == null || row.state === 'undone' || row.state === 'undoing') return shown;
	// Taken back elsewhere; what was written here after that, or had not left yet, is still there.
	return { ...shown, state: row.state === 'done' ? 'undone' : 'undoing', keptCount: heard.undone.kept };
}

function foreignImport({ id, staff, file, startedAt, finished, undone }: FirmImportRow): ShownImport {
	return {
		id,
		staff,
		here: false,
		file,
		startedAt,
		state: undone !== null ? 'undone' : finished === null ? 'writing' : 'done',
		counts: {},
		steps: 0,
		stepsDone: 0,
		newAccounts: finished?.accounts ?? 0,
		newContacts: finished?.contacts ?? 0,
		changed: finished?.changed ?? 0,
		logins: 0,
		refused: [],
		undone: 0,
		kept: [],
		keptCount: undone?.kept ?? 0,
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

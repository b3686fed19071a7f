import { documentKind } from '../domain/document-name.ts';
import { EMPTY_FIRM, toFirmSettings, type FirmSettings } from '../domain/firm-settings.ts';
import type { ImportColumns } from '../domain/import-columns.ts';
import { parseLinkField } from '../domain/link.ts';
import { Vocabulary } from '../domain/vocabulary.ts';
import type { StaffId } from '../domain/ids.ts';
import type { Event } from '../protocol/events/event.ts';
import type { BookDatabase } from '../storage/dexie-store.ts';
import type { FirmImportRow, ImportRow } from '../storage/import-rows.ts';
import type { FirmStart } from './firm-queries.ts';
import { live } from './live.ts';
import type { Queries } from './queries.ts';
import { present } from './present.ts';
import type { AccessLine, ShownImport } from './rows.ts';

/** The imports of the firm. */
export function importQueries(database: BookDatabase, { staffId }: FirmStart): Pick<Queries, 'imports' | 'importedAccess'> {
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
		importedAccess: async (id) => {
			const lines = new Set<AccessLine['id']>();
			const steps = await database.importSteps.where('key').between(`${id}/`, `${id}/\uffff`).toArray();
			for (const { groups } of steps) {
				const written = present(await database.commands.bulkGet(groups)).flatMap(({ events }) => events);
				for (const { event } of present(await database.events.bulkGet(written))) for (const line of accessGiven(event)) lines.add(line);
			}
			const rows = present(await database.access.bulkGet([...lines]));
			return rows.filter(({ state }) => state === 'not-invited').map(({ account, contact }) => ({ account, contact }));
		},
	};
}

/** The links that an event switches LOGIN on for. */
function accessGiven(event: Event): AccessLine['id'][] {
	if (event.type !== 'record.created' && event.type !== 'record.changed') return [];
	const of = documentKind(event.document);
	if (of.kind !== 'account') return [];
	const values = event.type === 'record.created' ? Object.entries(event.values) : [[event.field, event.to] as const];
	return values.flatMap(([field, value]): AccessLine['id'][] => {
		const link = parseLinkField(field);
		return value === true && link?.part === 'login' ? [`${of.id}/${link.contact}`] : [];
	});
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

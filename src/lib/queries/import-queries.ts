import { Dexie } from 'dexie';
import { accountDocument, documentKind } from '../domain/document-name.ts';
import { EMPTY_FIRM, toFirmSettings, type FirmSettings } from '../domain/firm-settings.ts';
import type { ImportColumns } from '../domain/import-columns.ts';
import { parseLinkField } from '../domain/link.ts';
import { Vocabulary } from '../domain/vocabulary.ts';
import type { AccountId, ContactId, GroupId, ImportId, StaffId } from '../domain/ids.ts';
import type { Event } from '../protocol/events/event.ts';
import type { BookDatabase } from '../storage/dexie-store.ts';
import type { FirmImportRow, ImportRow } from '../storage/import-rows.ts';
import type { AccessRow } from '../storage/client-rows.ts';
import type { EventRow } from '../storage/rows.ts';
import type { FirmStart } from './firm-queries.ts';
import { live } from './live.ts';
import type { Queries } from './queries.ts';
import type { AccessLine, AccessPair, ShownImport } from './rows.ts';

/** Accounts whose history is asked for together. */
const AT_ONCE = 100;
/** More stamps than any group takes. */
const MOST_STAMPS = 131_072;

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
		importedAccess: async () => {
			const pairs = new Map<ImportId, AccessPair[]>();
			if ((await database.firmImports.count()) === 0) return pairs;
			const given = await lastGiven(database, await database.access.where('state').equals('not-invited').toArray());
			const imports = await importsOf(database, given.values());
			for (const [id, { group }] of given) {
				const of = imports.get(group);
				const [account, contact] = id.split('/') as [AccountId, ContactId];
				if (of !== undefined) pairs.set(of, [...(pairs.get(of) ?? []), { account, contact }]);
			}
			return pairs;
		},
	};
}

type Given = Pick<EventRow, 'at' | 'group'>;

/** What switched LOGIN on last, of each of these. */
async function lastGiven(database: BookDatabase, access: readonly AccessRow[]): Promise<Map<AccessLine['id'], Given>> {
	const asked = new Set(access.map(({ id }) => id));
	const accounts = [...new Set(access.map(({ account }) => account))];
	const given = new Map<AccessLine['id'], Given>();
	for (let from = 0; from < accounts.length; from += AT_ONCE) {
		const some = accounts.slice(from, from + AT_ONCE).map((id) => accountDocument(id));
		const events = await Promise.all(some.map((document) => database.events.where('[document+at]').between([document, Dexie.minKey], [document, Dexie.maxKey]).toArray()));
		for (const { event, at, group } of events.flat()) for (const line of accessGiven(event)) if (asked.has(line)) given.set(line, { at, group });
	}
	return given;
}

/** The imports that groups belong to. The word of it is the last of its group, and so stands close behind what the group wrote. */
async function importsOf(database: BookDatabase, given: Iterable<Given>): Promise<Map<GroupId, ImportId>> {
	const imports = new Map<GroupId, ImportId>();
	for (const { at, group } of new Map([...given].map((one) => [one.group, one])).values()) {
		const said = await database.events.where('[document+at]').between(['', at], ['', at + MOST_STAMPS]).toArray();
		for (const { event, group: of } of said) if (of === group && event.type === 'import.wrote') imports.set(group, event.import);
	}
	return imports;
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

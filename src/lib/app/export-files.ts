import { strToU8, zipSync } from 'fflate';
import type { FirmSettings } from '../domain/firm-settings.ts';
import type { Locale, Profile } from '../domain/staff.ts';
import { dialectOf, writeCsv } from '../exchange/write-csv.ts';
import { exportColumns, exportRow, type WritingRules } from '../exchange/write-table.ts';
import { writeWorkbook } from '../exchange/write-workbook.ts';
import type { Target } from '../exchange/targets.ts';
import type { Work } from '../exchange/table.ts';
import { archivedEvents, archivedRecords, clientData, exportPairs, type ExportPair } from '../queries/export-records.ts';
import { importRules } from '../queries/import-queries.ts';
import type { BookDatabase } from '../storage/dexie-store.ts';
import type { ArchivePeople, ClientExport, TableExport } from './exchange.ts';

/** What exports stand on. */
export interface ExportDeps {
	database: BookDatabase;
	profile: Profile;
	locale: Locale;
	/** ms since 1970 */
	now: number;
	work: Work;
}

const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

interface Columns {
	targets: Target[];
	titles: string[];
	rules: WritingRules;
}

/** Records as CSV or a workbook. @throws Cancelled */
export async function exportTable(deps: ExportDeps, { scope, format, titles, sheet }: TableExport): Promise<Blob> {
	const columns = await columnsOf(deps, titles);
	const rows: string[][] = [columns.titles];
	for await (const pairs of exportPairs(deps.database, scope)) {
		rows.push(...rowsOf(columns, pairs));
		await deps.work.breathe();
	}
	if (format === 'xlsx') return new Blob([writeWorkbook(sheet, rows)], { type: WORKBOOK });
	return new Blob([writeCsv(rows, dialectOf(deps.locale))], { type: 'text/csv;charset=utf-8' });
}

/**
 * Everything of the firm as one JSON file, piece by piece.
 * @param people names of those who did what is in the history
 * @throws Cancelled
 */
export async function exportArchive(deps: ExportDeps, people: ArchivePeople): Promise<Blob> {
	const { profile, now } = deps;
	const head = { carnet: 'archive', version: 1, firm: { id: profile.firmId, name: profile.firmName, country: profile.firmCountry, language: profile.firmLocale }, exportedAt: new Date(now).toISOString(), people };
	const parts = [`${JSON.stringify(head).slice(0, -1)},\n"records":[`];
	await listInto(parts, archivedRecords(deps.database), deps.work);
	parts.push('\n],\n"events":[');
	await listInto(parts, archivedEvents(deps.database), deps.work);
	parts.push('\n]}\n');
	return new Blob(parts, { type: 'application/json' });
}

/** All that is held of one client: what they see as a table, and everything as JSON. */
export async function exportClient(deps: ExportDeps, { of, titles }: ClientExport): Promise<Blob> {
	const columns = await columnsOf(deps, titles);
	const { pairs, ...rest } = await clientData(deps.database, of);
	const csv = writeCsv([columns.titles, ...rowsOf(columns, pairs)], dialectOf(deps.locale));
	const json = JSON.stringify({ carnet: 'client', version: 1, exportedAt: new Date(deps.now).toISOString(), fields: columns.rules.fields, tags: columns.rules.vocabulary.tags, ...rest }, null, '\t');
	return new Blob([zipSync({ 'client.csv': strToU8(csv), 'client.json': strToU8(json) }) as Uint8Array<ArrayBuffer>], { type: 'application/zip' });
}

async function columnsOf({ database, profile, locale }: ExportDeps, titles: TableExport['titles']): Promise<Columns> {
	const { firm, vocabulary } = await importRules(database, profile);
	const targets = exportColumns(firm.fields);
	return { targets, titles: targets.map((target) => titles[target] ?? ownTitle(firm, target)), rules: { fields: firm.fields, vocabulary, locale } };
}

function ownTitle({ fields }: Pick<FirmSettings, 'fields'>, target: Target): string {
	return fields.find(({ id }) => target.endsWith(id))?.label ?? target;
}

function rowsOf({ targets, rules }: Columns, pairs: readonly ExportPair[]): string[][] {
	return pairs.map(({ account, contact }) => exportRow(targets, account, contact, rules));
}

async function listInto(parts: string[], pieces: AsyncGenerator<unknown[]>, work: Work): Promise<void> {
	let first = true;
	for await (const piece of pieces) {
		parts.push(`${first ? '\n' : ',\n'}${piece.map((item) => JSON.stringify(item)).join(',\n')}`);
		first = false;
		await work.breathe();
	}
}

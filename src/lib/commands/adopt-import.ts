import type { EventId, GroupId, ImportId } from '../domain/ids.ts';
import type { ImportRow, ImportStepRow } from '../storage/import-rows.ts';
import type { ImportProgress } from './command-input.ts';
import type { CommandDeps } from './commit.ts';
import { stepKey } from './import-records.ts';

/** Events that are looked at together. */
const EVENTS_AT_ONCE = 2_000;
/** Groups that are noted together. */
const GROUPS_AT_ONCE = 50;

interface FoundGroup {
	group: GroupId;
	/** When it was written, by its stamp. */
	at: number;
	events: EventId[];
}

/**
 * Gets ready to take an import of another device back: finds the groups that it wrote among the events that are here, and notes them as an import
 * of this device notes its own. Reads the whole history once: it is kept by record, not by import.
 * @returns null when nothing is known of the import, or it was cancelled; then nothing is noted that counts
 * @throws StorageFailed
 */
export async function adoptImport(deps: CommandDeps, id: ImportId, { cancelled }: Pick<ImportProgress, 'cancelled'>): Promise<ImportRow | null> {
	const known = await deps.store.read((tx) => tx.firmImports.get(id));
	if (known === undefined) return null;
	const groups = await groupsOf(deps, id, cancelled);
	if (groups === null) return null;
	for (let from = 0; from < groups.length; from += GROUPS_AT_ONCE) {
		const some = groups.slice(from, from + GROUPS_AT_ONCE);
		await deps.store.write(async (tx) => {
			await tx.commands.putMany(some.map(({ group, events }) => ({ group, events })));
			await tx.importSteps.putMany(some.map(({ group }, i): ImportStepRow => ({ key: stepKey(id, from + i), units: [], records: [], groups: [group] })));
		});
	}
	const row: ImportRow = {
		id,
		file: known.file,
		startedAt: known.startedAt,
		state: 'undoing',
		counts: {},
		steps: groups.length,
		stepsDone: groups.length,
		newAccounts: known.finished?.accounts ?? 0,
		newContacts: known.finished?.contacts ?? 0,
		changed: known.finished?.changed ?? 0,
		logins: 0,
		refused: [],
		undone: 0,
		kept: [],
	};
	await deps.store.write((tx) => tx.imports.put(row));
	return row;
}

/** The groups of an import with their events, in the order in which they were written. */
async function groupsOf(deps: CommandDeps, id: ImportId, cancelled: () => boolean): Promise<FoundGroup[] | null> {
	const ofImport = new Map<GroupId, number>();
	const imported = new Map<GroupId, EventId[]>();
	for (let after: string | null = ''; after !== null; ) {
		if (cancelled()) return null;
		const from: string = after;
		const rows = await deps.store.read((tx) => tx.events.page(from, EVENTS_AT_ONCE));
		for (const { group, event } of rows) {
			if (event.type === 'import.wrote' && event.import === id) ofImport.set(group, event.at);
			if (!('why' in event) || event.why !== 'imported') continue;
			const events = imported.get(group);
			if (events === undefined) imported.set(group, [event.id]);
			else events.push(event.id);
		}
		after = rows.length < EVENTS_AT_ONCE ? null : (rows.at(-1)?.id ?? null);
	}
	const groups = [...ofImport].map(([group, at]): FoundGroup => ({ group, at, events: imported.get(group) ?? [] }));
	return groups.sort((a, b) => a.at - b.at);
}

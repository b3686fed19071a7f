import { accountDocument, type DocumentName } from '../../src/lib/domain/document-name.ts';
import type { AccountId, DeviceId, Epoch, FirmId, GroupId, StaffId } from '../../src/lib/domain/ids.ts';
import type { Group, PackedGroup } from '../../src/lib/protocol/entries.ts';
import { packEvent, type Event } from '../../src/lib/protocol/events/event.ts';
import type { RelayPlatform } from '../../sync-server/platform.ts';
import { createLog } from '../../sync-server/store/log-store.ts';
import { migrate } from '../../sync-server/store/migrate.ts';
import type { Database } from '../../sync-server/store/sql.ts';
import { LogService, type Push } from '../../sync-server/sync/log-service.ts';
import { RecordWriter } from './record-writer.ts';
import type { StoreEngine } from './store-engines.ts';

export const FIRM = '01900000-0000-7000-8000-000000000001' as FirmId;
export const OTHER_FIRM = '01900000-0000-7000-8000-000000000002' as FirmId;
export const STAFF = '01900000-0000-7000-8000-00000000000a' as StaffId;
export const ANNA = 'Anna00000000';
export const BASIL = 'Basil0000000';

/** A log service over an empty database with two firms, and two devices that push to it. */
export interface LogFixture {
	database: Database;
	log: LogService;
	anna: RecordWriter;
	basil: RecordWriter;
	/** What a session hands to the log for groups of a device; a member of FIRM unless `more` says otherwise. */
	by(device: string, groups: readonly Group[], more?: Partial<Push>): Push;
	/** Pushes groups in one go; returns the code that each was refused with, null for one on disk. */
	push(device: string, groups: readonly Group[], more?: Partial<Push>): Promise<(string | null)[]>;
	/** Group and kind of every row. */
	rows(firm?: FirmId): Promise<[string, string][]>;
}

export async function openLogFixture(engine: StoreEngine, platform: RelayPlatform): Promise<LogFixture> {
	const database = engine.open(await engine.place());
	await migrate(database);
	for (const firm of [FIRM, OTHER_FIRM])
		await createLog(database, firm, platform.letters(16) as Epoch, platform.bytes(32));
	const log = await LogService.open({ database, platform });
	const by: LogFixture['by'] = (device, groups, more = {}) => ({
		firm: FIRM,
		device: device as DeviceId,
		staff: STAFF,
		role: 'member',
		groups: groups.map(packGroup),
		...more,
	});
	return {
		database,
		log,
		anna: new RecordWriter(ANNA, platform),
		basil: new RecordWriter(BASIL, platform),
		by,
		push: async (device, groups, more) =>
			(await log.append(by(device, groups, more))).map((result) => result.refusal?.code ?? null),
		rows: async (firm = FIRM) => (await log.read(firm, 0)).entries.map((row) => [row.group, row.entry?.kind ?? '']),
	};
}

/** A group as it arrives at the relay: its events packed. */
export function packGroup(group: Group): PackedGroup {
	const entries = group.entries.map((entry) =>
		entry.kind === 'update' ? entry : { kind: 'event' as const, bytes: packEvent(entry.event) },
	);
	return { ...group, entries };
}

export function newAccount(platform: { uuid(): string }): DocumentName {
	return accountDocument(platform.uuid() as AccountId);
}

/** A group of one update. */
export function updateGroup(
	platform: { uuid(): string },
	document: DocumentName,
	bytes: Uint8Array,
	more: Partial<Group> = {},
): Group {
	return { id: platform.uuid() as GroupId, entries: [{ kind: 'update', document, bytes }], ...more };
}

/** A group of one event. */
export function eventGroup(platform: { uuid(): string }, event: Event): Group {
	return { id: platform.uuid() as GroupId, entries: [{ kind: 'event', event }] };
}

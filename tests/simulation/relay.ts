import type { DeviceId, Epoch, GroupId, StaffId } from '../../src/lib/domain/ids.ts';
import type { DocumentName } from '../../src/lib/domain/document-name.ts';
import type { Role } from '../../src/lib/domain/staff.ts';
import { CLOSE } from '../../src/lib/protocol/close-codes.ts';
import { formatUuidV7 } from '../../src/lib/platform/browser-platform.ts';
import type { RelayPlatform } from '../../sync-server/platform.ts';
import { compact } from '../../sync-server/reactors/compaction.ts';
import { createLog } from '../../sync-server/store/log-store.ts';
import { migrate } from '../../sync-server/store/migrate.ts';
import type { Database } from '../../sync-server/store/sql.ts';
import { openSqlite } from '../../sync-server/store/sqlite.ts';
import { LogService } from '../../sync-server/sync/log-service.ts';
import { LogSession } from '../../sync-server/sync/log-session.ts';
import { FIRM } from '../support/device.ts';
import { fallible, type RelayFault } from './relay-disk.ts';
import { readSnapshot, writeSnapshot, type Snapshot } from './snapshot.ts';
import type { DownEnd, Network, Party, RelayEnd } from './network.ts';
import type { Random } from './random.ts';
import type { Schedule } from './schedule.ts';

/** Whose connection it is. */
export interface Visitor extends Party {
	id: DeviceId;
	staff: StaffId;
	role: Role;
	signedIn: boolean;
}

export interface RelayDeps {
	schedule: Schedule;
	random: Random;
	network: Network;
	/** Told of every acknowledgement that leaves, and of what the disk took in. */
	acknowledges(groups: readonly GroupId[]): void;
	committed(groups: readonly string[], events: readonly string[]): void;
	/** The disk was changed for an older copy, which holds this. */
	restored(snapshot: Snapshot): void;
	/** The relay said that something failed that nobody made fail. */
	failed(error: unknown): void;
	/** Breaks the log service on purpose. */
	mutate(log: LogService): void;
	mutateCompaction(database: Database): Database;
	note(text: string): void;
}

/** The relay: its real log over a real SQLite database, in a process that can die at any statement, on a disk that can be replaced. */
export class Relay {
	#deps: RelayDeps;
	#disk: Database | null = null;
	#process: { log: LogService; database: Database; dead: boolean } | null = null;
	#changing = false;
	#fault: RelayFault = { at: null, kind: 'fail' };

	constructor(deps: RelayDeps) {
		this.#deps = deps;
	}

	get running(): boolean {
		return this.#process !== null;
	}

	/** Makes the firm's log on an empty disk. */
	async create(): Promise<void> {
		const disk = openSqlite(':memory:');
		await migrate(disk);
		const { random } = this.#deps;
		await createLog(disk, FIRM, random.letters(16) as Epoch, random.bytes(32));
		this.#disk = disk;
	}

	/** Starts the process; devices get in from then on. */
	async start(): Promise<void> {
		// Whoever changes the disk starts the process on the new one.
		if (this.#process !== null || this.#changing) return;
		const { schedule, random, network, note } = this.#deps;
		const process = { dead: false };
		this.#fault.at = null;
		const guarded = fallible(this.#theDisk(), {
			fault: this.#fault,
			isDead: () => process.dead,
			crash: () => this.crash(),
			committed: (groups, events) => this.#deps.committed(groups, events),
		});
		const log = await LogService.open({
			database: guarded,
			platform: relayPlatform(schedule, random.fork()),
			defer: (work) =>
				void schedule.after(random.between(0, 8), () => {
					if (!process.dead) work();
				}),
		});
		this.#deps.mutate(log);
		this.#process = Object.assign(process, { log, database: guarded });
		network.door = (party, down) => this.#enter(party as Visitor, down, log, process);
		note('relay starts');
	}

	/** kill -9. */
	crash(): void {
		if (this.#process === null) return;
		this.#deps.note('relay dies');
		this.#process.dead = true;
		this.#process = null;
		this.#deps.network.relayGone();
	}

	/** Something happens at the n-th statement or commit from now: the process dies, or the disk refuses. */
	breakAt(statements: number | null, kind: RelayFault['kind']): void {
		this.#fault.at = statements;
		this.#fault.kind = kind;
	}

	/** Folds old updates: all that is there counts as old. */
	async compact(): Promise<void> {
		const process = this.#process;
		if (process === null) return;
		const { schedule, mutateCompaction, note } = this.#deps;
		const day = 24 * 60 * 60_000;
		try {
			const folded = await compact({
				database: mutateCompaction(process.database),
				platform: { now: () => schedule.now + day },
				pause: () => Promise.resolve(),
				maxRows: 3,
			});
			note(`relay folded updates of ${folded} documents`);
		} catch (error) {
			if (!process.dead && this.#fault.made !== true) throw error;
		}
	}

	/** A record's document as its room holds it, and the history that it belongs to; null while the relay is down, or without such a record. */
	async room(document: DocumentName): Promise<{ updates: Uint8Array[]; epoch: Epoch } | null> {
		const log = this.#process?.log;
		if (log === undefined) return null;
		const { epoch } = await log.head(FIRM);
		const updates = await log.document(FIRM, document);
		return updates.length === 0 ? null : { updates, epoch };
	}

	/** What a peer says in a room goes into the log as a group of its own, whatever becomes of it. */
	async sayInRoom(visitor: Visitor, document: DocumentName, bytes: Uint8Array, epoch: Epoch): Promise<void> {
		const { id: device, staff, role } = visitor;
		const group = {
			id: relayPlatform(this.#deps.schedule, this.#deps.random).uuid() as GroupId,
			entries: [{ kind: 'update' as const, document, bytes }],
		};
		// A relay that dies meanwhile, or has begun another history: the room ends, and the log does the rest.
		await this.#process?.log.append({ firm: FIRM, device, staff, role, epoch, groups: [group] }).catch(() => undefined);
	}

	backup(): Promise<Snapshot> {
		return readSnapshot(this.#theDisk());
	}

	/** Puts an older copy in the disk's place; the process must be dead. */
	async restore(snapshot: Snapshot): Promise<void> {
		this.#changing = true;
		const disk = openSqlite(':memory:');
		await migrate(disk);
		await writeSnapshot(disk, snapshot);
		await this.#theDisk().close();
		this.#disk = disk;
		this.#changing = false;
		this.#deps.restored(snapshot);
	}

	/** The command that begins a new history after a restore. */
	async beginRestore(): Promise<void> {
		await this.#process?.log.beginRestore(FIRM);
	}

	/** What the log holds of each document. */
	async documents(): Promise<Map<DocumentName, Uint8Array[]>> {
		const log = this.#process?.log;
		const held = new Map<DocumentName, Uint8Array[]>();
		for (const name of (await log?.documents(FIRM)) ?? []) held.set(name, (await log?.document(FIRM, name)) ?? []);
		return held;
	}

	/** How often each event stands in the log. */
	async events(): Promise<Map<string, number>> {
		const rows = await this.#theDisk().all(
			"SELECT name, COUNT(*) AS times FROM log_rows WHERE kind = 'event' AND body IS NOT NULL GROUP BY name",
		);
		return new Map(rows.map((row) => [String(row.name), Number(row.times)]));
	}

	/** The bytes of everything that the log holds. */
	async texts(): Promise<string[]> {
		const rows = await this.#theDisk().all('SELECT body FROM log_rows WHERE body IS NOT NULL');
		return rows.map(({ body }) => Buffer.from(body as Uint8Array).toString('latin1'));
	}

	/** Every group that the log knows. */
	async groups(): Promise<Set<string>> {
		const rows = await this.#theDisk().all('SELECT group_id FROM log_rows UNION SELECT group_id FROM log_groups');
		return new Set(rows.map((row) => String(row.group_id)));
	}

	async close(): Promise<void> {
		this.crash();
		await this.#disk?.close();
	}

	#theDisk(): Database {
		if (this.#disk === null) throw new Error('the relay has no disk yet');
		return this.#disk;
	}

	#enter(visitor: Visitor, down: DownEnd, log: LogService, process: { dead: boolean }): RelayEnd | { refused: number } {
		if (!visitor.signedIn) return { refused: CLOSE.signedOut.code };
		const { schedule, acknowledges, failed } = this.#deps;
		const session = new LogSession({
			log,
			pusher: { firm: FIRM, device: visitor.id, staff: visitor.staff, role: visitor.role },
			platform: { now: () => schedule.now },
			timers: {
				after: (ms, work) =>
					schedule.after(ms, () => {
						if (!process.dead) work();
					}),
			},
			send: (frame) => {
				if (process.dead) return;
				const acked = acknowledged(frame);
				if (acked !== null) acknowledges(acked);
				down.send(frame);
			},
			close: (reason) => {
				if (!process.dead) down.close(reason.code);
			},
			failed: (error) => {
				if (!process.dead && !this.#fault.made) failed(error);
			},
		});
		return {
			receive: (bytes) => {
				if (!process.dead) void session.receive(bytes);
			},
			end: () => session.end(),
		};
	}
}

/** The groups of an acknowledgement, read off its header; null for another frame. */
function acknowledged(frame: Uint8Array): GroupId[] | null {
	const header = new TextDecoder().decode(frame.subarray(4, 19));
	if (!header.startsWith('{"type":"ack"')) return null;
	return (JSON.parse(new TextDecoder().decode(frame.subarray(4))) as { groups: GroupId[] }).groups;
}

function relayPlatform(schedule: Schedule, random: Random): RelayPlatform {
	let counter = 0;
	return {
		now: () => schedule.now,
		uuid: () => formatUuidV7(schedule.now, counter++ & 0xfff, random.bytes(8)),
		letters: (n) => random.letters(n),
		bytes: (n) => random.bytes(n),
	};
}

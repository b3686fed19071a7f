import type { CommandDeps } from '../../src/lib/commands/commit.ts';
import type { DeviceId, StaffId, WriterId } from '../../src/lib/domain/ids.ts';
import type { Role } from '../../src/lib/domain/staff.ts';
import { formatUuidV7 } from '../../src/lib/platform/browser-platform.ts';
import type { Platform } from '../../src/lib/platform/platform.ts';
import { projectBook } from '../../src/lib/projections/project-book.ts';
import { rebuildProjections } from '../../src/lib/projections/rebuild.ts';
import type { ConnectionState } from '../../src/lib/replication/status.ts';
import type { BookStore } from '../../src/lib/storage/book-store.ts';
import { OpenDocuments } from '../../src/lib/storage/open-documents.ts';
import { testProfile } from '../support/device.ts';
import { DeviceDisk, type DiskWitness } from './device-disk.ts';
import type { Network } from './network.ts';
import type { Random } from './random.ts';
import type { Visitor } from './relay.ts';
import { ReplicatorProcess } from './replicator-process.ts';
import type { Schedule } from './schedule.ts';

/** An open tab: commands run here. */
export interface Tab {
	dead: boolean;
	/** Whether its projections are ready. */
	open: boolean;
	deps: CommandDeps;
}

/** How code of a device is broken on purpose. */
export interface DeviceMutation {
	documents(documents: OpenDocuments): void;
	store(store: BookStore): BookStore;
	tab(store: BookStore): BookStore;
	replicator(process: ReplicatorProcess): void;
}

export interface DeviceDeps {
	name: string;
	staff: StaffId;
	role: Role;
	schedule: Schedule;
	random: Random;
	network: Network;
	mutation: DeviceMutation;
	witness(device: Device): DiskWitness;
	/** Told of everything that the replicator in office says. */
	status(device: Device, status: ConnectionState): void;
	failed(error: unknown): void;
	note(text: string): void;
}

/** A browser: one disk, tabs that write, and one replicator among them. */
export class Device implements Visitor {
	readonly name: string;
	readonly disk: DeviceDisk;
	readonly staff: StaffId;
	readonly deps: DeviceDeps;
	role: Role;
	id: DeviceId;
	signedIn = true;
	partition: Visitor['partition'] = 'none';
	latency: number;
	deafTo: Visitor['deafTo'] = [];
	versionSkew = 0;
	/** What its clock is off by, ms. */
	skew = 0;
	/** Whether its clock was ever set while it ran: then it says nothing about the order of its edits. */
	clockWasSet = false;
	tabs: Tab[] = [];
	leader: ReplicatorProcess | null = null;
	/** Replicators that were put to sleep. */
	asleep: ReplicatorProcess[] = [];
	status: ConnectionState = { state: 'starting' };

	constructor(deps: DeviceDeps) {
		this.deps = deps;
		this.name = deps.name;
		this.staff = deps.staff;
		this.role = deps.role;
		this.id = deps.random.letters(12) as DeviceId;
		this.latency = deps.random.between(1, 250);
		this.disk = new DeviceDisk(deps.witness(this), () => this.kill());
	}

	get running(): boolean {
		return this.tabs.length > 0;
	}

	/** Starts the browser with one tab. */
	boot(): void {
		if (this.running) return;
		this.deps.note(`${this.name} starts`);
		this.disk.dieIn = null;
		this.disk.dieAfterCommit = false;
		this.openTab();
		this.lead();
	}

	/** The whole browser is gone at once. */
	kill(): void {
		if (!this.running) return;
		this.deps.note(`${this.name} dies`);
		for (const tab of this.tabs) tab.dead = true;
		for (const process of [...this.asleep, ...(this.leader === null ? [] : [this.leader])]) process.kill();
		this.tabs = [];
		this.asleep = [];
		this.leader = null;
		this.status = { state: 'starting' };
		this.deps.network.cut(this, this.deps.random.chance(0.8) ? 'told' : 'half-open');
	}

	openTab(): void {
		const tab: Tab = { dead: false, open: false, deps: this.#commandDeps() };
		const store = this.deps.mutation.tab(this.deps.mutation.store(this.disk.open(tab)));
		tab.deps.store = store;
		this.tabs.push(tab);
		rebuildProjections(store, tab.deps.documents).then(
			() => (tab.open = true),
			() => {
				// A disk without room: the tab shows that it can't be opened, and is opened again later.
				this.deps.schedule.after(2_000, () => {
					if (!tab.dead && this.tabs.includes(tab)) {
						this.tabs.splice(this.tabs.indexOf(tab), 1);
						this.openTab();
					}
				});
			},
		);
	}

	closeTab(): void {
		const tab = this.tabs.at(-1);
		if (tab === undefined || this.tabs.length < 2) return;
		tab.dead = true;
		this.tabs.pop();
	}

	/** A new replicator takes office. */
	lead(): void {
		const process = new ReplicatorProcess(this);
		this.leader = process;
		process.start();
	}

	/** The replicator's tab is frozen and another takes its place; the old one wakes up later. */
	takeOver(): void {
		if (this.leader === null) return;
		this.leader.sleep();
		this.asleep.push(this.leader);
		this.lead();
	}

	wake(): void {
		for (const process of this.asleep.splice(0)) process.wake();
		this.leader?.wake();
	}

	/** Signs in; as another device when the old one is not known to the browser any more. */
	signIn(asAnother: boolean): void {
		this.signedIn = true;
		if (!asAnother) {
			this.leader?.input({ type: 'start' });
			return;
		}
		this.kill();
		this.id = this.deps.random.letters(12) as DeviceId;
		this.boot();
	}

	/** The tabs that can run a command. */
	usable(): Tab[] {
		return this.tabs.filter((tab) => tab.open && !tab.dead);
	}

	platform(): Platform {
		const random = this.deps.random.fork();
		const now = (): number => this.deps.schedule.now + this.skew;
		let counter = 0;
		return {
			now,
			uuid: () => formatUuidV7(now(), counter++ & 0xfff, random.bytes(8)),
			letters: (n) => random.letters(n),
			clientId: () => Math.floor(random.next() * 2 ** 32),
			random: () => random.next(),
		};
	}

	/** The documents that one tab or worker keeps open. */
	documents(platform: Platform): OpenDocuments {
		const documents = new OpenDocuments(platform);
		this.deps.mutation.documents(documents);
		return documents;
	}

	#commandDeps(): CommandDeps {
		const platform = this.platform();
		return {
			store: this.disk.open({ dead: true }),
			documents: this.documents(platform),
			project: projectBook,
			platform,
			profile: testProfile(this.name, { deviceId: this.id, staffId: this.staff, role: this.role }),
			writer: `${this.id}.${platform.letters(5)}` as WriterId,
			committed: () => {
				// A broadcast may be lost: the replicator looks by itself every few seconds.
				if (this.deps.random.chance(0.9))
					this.deps.schedule.after(this.deps.random.between(0, 20), () =>
						this.leader?.input({ type: 'outbox-changed' }),
					);
			},
		};
	}
}

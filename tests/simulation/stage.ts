import type { StaffId } from '../../src/lib/domain/ids.ts';
import type { Role } from '../../src/lib/domain/staff.ts';
import { OWNER } from '../support/device.ts';
import { Auditor } from './auditor.ts';
import { Device } from './device.ts';
import type { Mutant } from './mutants.ts';
import { Network } from './network.ts';
import { People } from './people.ts';
import { Random } from './random.ts';
import { Relay } from './relay.ts';
import { Schedule, settled } from './schedule.ts';

const STEPS_KEPT = 120;
const ROLES: readonly Role[] = ['owner', 'member', 'admin', 'member', 'member'];

/** A relay, devices, and the network between them, in simulated time, under the auditor's eyes. */
export class Stage {
	readonly schedule = new Schedule();
	readonly random: Random;
	readonly auditor: Auditor;
	readonly network: Network;
	readonly relay: Relay;
	readonly people: People;
	readonly devices: Device[] = [];
	readonly steps: string[] = [];
	#mutant: Mutant;
	#trace: boolean;

	/**
	 * @param trace keep every step, with every frame
	 * @param book whether people work with tags, folders, settings and many records at once, too
	 * @param erase whether they erase records for good, too
	 */
	constructor(seed: number, mutant: Mutant, trace = false, book = false, erase = false) {
		const random = new Random(seed);
		const auditor = new Auditor(() => this.schedule.now);
		const note = (text: string): void => this.note(text);
		const failed = (error: unknown): void => this.failed(error);
		this.random = random;
		this.auditor = auditor;
		this.#mutant = mutant;
		this.#trace = trace;
		this.network = new Network(this.schedule, random.fork(), (text) => auditor.complain(text), trace ? note : null);
		this.relay = new Relay({
			schedule: this.schedule,
			random: random.fork(),
			network: this.network,
			acknowledges: (groups) => auditor.acknowledged(groups),
			committed: (groups, events) => auditor.committed(groups, events),
			restored: (snapshot) =>
				auditor.restored(
					[...snapshot.log_rows, ...snapshot.log_groups].map((row) => String(row.group_id)),
					snapshot.log_events.map((row) => String(row.event_id)),
				),
			failed,
			mutate: (log) => mutant.relay?.(log, random),
			mutateCompaction: (database) => mutant.compaction?.(database) ?? database,
			note,
		});
		this.people = new People({ random, auditor, book, erase, failed, note });
	}

	/** A device that is not started yet. */
	addDevice(): Device {
		const index = this.devices.length;
		const mutant = this.#mutant;
		const device: Device = new Device({
			name: `D${index + 1}`,
			staff: (OWNER.slice(0, -1) + String(index % 3)) as StaffId,
			role: ROLES[index % ROLES.length] ?? 'member',
			schedule: this.schedule,
			random: this.random.fork(),
			network: this.network,
			mutation: {
				documents: (documents) => mutant.documents?.(documents, device.name),
				store: (store) => mutant.store?.(store) ?? store,
				tab: (store) => mutant.tab?.(store, device.name) ?? store,
				replicator: (process) => mutant.replicator?.(process),
			},
			witness: (of) => ({
				saved: (group, before) => this.auditor.saved(of, group, before),
				withdrawn: (group) => this.auditor.withdrawn(group),
			}),
			status: (of, status) => {
				if (this.#trace) this.note(`${of.name} is ${status.state}`);
				this.auditor.checkStatus(of);
			},
			failed: (error) => this.failed(error),
			note: (text) => this.note(text),
		});
		this.devices.push(device);
		return device;
	}

	get fine(): boolean {
		return this.auditor.problem === null;
	}

	/** Lets simulated time pass; ends early when something is wrong. */
	async pass(ms: number): Promise<void> {
		let over = false;
		this.schedule.after(ms, () => {
			over = true;
		});
		while (!over && this.fine) await this.schedule.next(this.random);
	}

	/** Whether nobody waits for anything. */
	isQuiet(): boolean {
		return this.devices.every(
			(device) =>
				device.status.state === 'current' &&
				device.disk.waiting().length === 0 &&
				device.usable().length === device.tabs.length,
		);
	}

	note(text: string): void {
		this.steps.push(`${new Date(this.schedule.now).toISOString().slice(5, 23)} ${text}`);
		if (this.steps.length > STEPS_KEPT && !this.#trace) this.steps.shift();
	}

	failed(error: unknown): void {
		this.auditor.complain(
			`something failed by itself: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
		);
	}

	async close(): Promise<void> {
		for (const device of this.devices) device.kill();
		await settled();
		await this.relay.close();
	}
}

import type { StaffId } from '../../src/lib/domain/ids.ts';
import type { Role } from '../../src/lib/domain/staff.ts';
import { PING_AFTER, PONG_WITHIN } from '../../src/lib/protocol/limits.ts';
import { OWNER } from '../support/device.ts';
import { Auditor, Violation } from './auditor.ts';
import { Device } from './device.ts';
import { NO_MUTANT, type Mutant } from './mutants.ts';
import { Network } from './network.ts';
import { checkAll } from './oracles.ts';
import { People } from './people.ts';
import { Random } from './random.ts';
import { Relay } from './relay.ts';
import { Schedule, settled } from './schedule.ts';
import { TROUBLES, Weather, type Trouble } from './weather.ts';

/** What a run is made of; equal plans make equal runs. */
export interface Plan {
	seed: number;
	devices: number;
	/** What people do and what goes wrong, together. */
	operations: number;
	/** What may go wrong; by default the seed decides. */
	troubles?: readonly Trouble[];
	/** Keep every step, with every frame. */
	trace?: boolean;
}

export interface Outcome {
	/** null: all was well. */
	problem: string | null;
	/** The last things that happened before the problem. */
	steps: readonly string[];
	troubles: readonly Trouble[];
	/** How many changes were saved. */
	changes: number;
}

/** How long everything may take to become quiet once all works, simulated ms. */
const QUIET_WITHIN = 30 * 60_000;
/** How long it may take until the last half-open connection is noticed, and everything after it exchanged, simulated ms. */
const QUIET_FOR = PING_AFTER + PONG_WITHIN + 10_000;
const STEPS_KEPT = 120;
/** Operations between two calm moments at which everything is compared. */
const CHECK_EVERY = 300;

const ROLES: readonly Role[] = ['owner', 'member', 'admin', 'member', 'member'];

/** Runs a plan. @throws only when the simulator itself is broken */
export async function run(plan: Plan, mutant: Mutant = NO_MUTANT): Promise<Outcome> {
	const world = new World(plan, mutant);
	try {
		await world.live();
	} finally {
		await world.close();
	}
	return world.outcome();
}

class World {
	#plan: Plan;
	#mutant: Mutant;
	#schedule = new Schedule();
	#random: Random;
	#auditor: Auditor;
	#network: Network;
	#relay: Relay;
	#devices: Device[] = [];
	#people: People;
	#weather: Weather;
	#troubles: Trouble[];
	#steps: string[] = [];

	constructor(plan: Plan, mutant: Mutant) {
		this.#plan = plan;
		this.#mutant = mutant;
		const schedule = this.#schedule;
		const random = new Random(plan.seed);
		this.#random = random;
		this.#auditor = new Auditor(() => schedule.now);
		const auditor = this.#auditor;
		const note = (text: string): void => this.#note(text);
		const failed = (error: unknown): void => auditor.complain(`something failed by itself: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
		this.#network = new Network(schedule, random.fork(), (text) => auditor.complain(text), plan.trace === true ? note : null);
		this.#relay = new Relay({
			schedule,
			random: random.fork(),
			network: this.#network,
			acknowledges: (groups) => auditor.acknowledged(groups),
			committed: (groups, events) => auditor.committed(groups, events),
			restored: (snapshot) =>
				auditor.restored(
					[...snapshot.log_rows, ...snapshot.log_groups].map((row) => String(row.group_id)),
					snapshot.log_events.map((row) => String(row.event_id)),
				),
			failed,
			mutate: (log) => this.#mutant.relay?.(log, random),
			mutateCompaction: (database) => this.#mutant.compaction?.(database) ?? database,
			note,
		});
		this.#people = new People({ random, auditor, failed, note });
		for (let i = 0; i < plan.devices; i++) this.#addDevice();
		this.#troubles = plan.troubles === undefined ? chooseTroubles(random) : [...plan.troubles];
		this.#weather = new Weather({
			schedule,
			random,
			network: this.#network,
			relay: this.#relay,
			people: this.#people,
			devices: this.#devices,
			allowed: new Set(this.#troubles),
			failed,
			note,
		});
	}

	async live(): Promise<void> {
		await this.#relay.create();
		await this.#relay.start();
		for (const device of this.#devices) device.boot();
		for (let done = 0; done < this.#plan.operations && this.#fine(); done++) {
			await this.#untilNextOperation();
			this.#operate();
			if (done % CHECK_EVERY === CHECK_EVERY - 1) await this.#check();
		}
		if (!this.#fine()) return;
		// A device that comes last reads everything from the log.
		this.#addDevice().boot();
		await this.#check();
	}

	async close(): Promise<void> {
		for (const device of this.#devices) device.kill();
		await settled();
		await this.#relay.close();
	}

	outcome(): Outcome {
		const { problem, changes } = this.#auditor;
		return { problem: problem === null ? null : problem.message, steps: this.#steps, troubles: this.#troubles, changes: changes.length };
	}

	#fine(): boolean {
		return this.#auditor.problem === null;
	}

	async #untilNextOperation(): Promise<void> {
		const random = this.#random;
		// Often in quick succession, sometimes after a while.
		let due = false;
		this.#schedule.after(random.chance(0.8) ? random.between(0, 400) : random.between(0, 8_000), () => {
			due = true;
		});
		while (!due && this.#fine()) await this.#schedule.next(random);
	}

	#operate(): void {
		const device = this.#random.pick(this.#devices);
		if (device === undefined) return;
		if (this.#troubles.length > 0 && this.#random.chance(0.15)) this.#weather.strike();
		else this.#people.act(device);
	}

	/** Lets all trouble end, waits until all is quiet, and compares everything. */
	async #check(): Promise<void> {
		this.#note('all trouble ends');
		await settled();
		await this.#weather.calmDown();
		const until = this.#schedule.now + QUIET_WITHIN;
		do {
			this.#weather.answerScreens();
			const pause = this.#schedule.now + QUIET_FOR;
			while (this.#schedule.now < pause && this.#fine()) await this.#schedule.next(this.#random);
		} while (this.#fine() && this.#schedule.now < until && !this.#isQuiet());
		if (!this.#fine()) return;
		this.#note('comparing');
		await checkAll(this.#auditor, this.#relay, this.#devices);
		this.#weather.stir();
	}

	#isQuiet(): boolean {
		return this.#devices.every((device) => device.status.state === 'current' && device.disk.waiting().length === 0 && device.usable().length === device.tabs.length);
	}

	#addDevice(): Device {
		const index = this.#devices.length;
		const random = this.#random;
		const auditor = this.#auditor;
		const plan = this.#plan;
		const device = new Device({
			name: `D${index + 1}`,
			staff: (OWNER.slice(0, -1) + String(index % 3)) as StaffId,
			role: ROLES[index % ROLES.length] ?? 'member',
			schedule: this.#schedule,
			random: random.fork(),
			network: this.#network,
			mutation: {
				documents: (documents) => this.#mutant.documents?.(documents, `D${index + 1}`),
				store: (store) => this.#mutant.store?.(store) ?? store,
				replicator: (process) => this.#mutant.replicator?.(process),
			},
			witness: (of) => ({
				saved: (group, before) => auditor.saved(of, group, before),
				withdrawn: (group) => auditor.withdrawn(group),
			}),
			status: (of, status) => {
				if (plan.trace === true) this.#note(`${of.name} is ${status.state}`);
				if (status.state === 'current') auditor.saidCurrent(of);
			},
			failed: (error) => auditor.complain(`${String(index + 1)}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
			note: (text) => this.#note(text),
		});
		// Some clocks are wrong from the start: by two days, by minutes, by seconds.
		if (random.chance(0.5)) device.skew = Math.round((random.next() - 0.5) * (random.pick([4 * 86_400_000, 600_000, 60_000]) ?? 0));
		this.#devices.push(device);
		return device;
	}

	#note(text: string): void {
		this.#steps.push(`${new Date(this.#schedule.now).toISOString().slice(5, 23)} ${text}`);
		if (this.#steps.length > STEPS_KEPT && this.#plan.trace !== true) this.#steps.shift();
	}
}

/** Each run has some kinds of trouble only, so that rare ones meet undisturbed. */
function chooseTroubles(random: Random): Trouble[] {
	const all = Object.keys(TROUBLES) as Trouble[];
	const share = random.pick([0, 0.2, 0.5, 1]) ?? 1;
	return all.filter(() => random.chance(share));
}

export { Violation };

import { PING_AFTER, PONG_WITHIN } from '../../src/lib/protocol/limits.ts';
import type { Device } from './device.ts';
import { NO_MUTANT, type Mutant } from './mutants.ts';
import { checkAll } from './oracles.ts';
import type { Random } from './random.ts';
import { settled } from './schedule.ts';
import { Stage } from './stage.ts';
import { TROUBLES, Weather, type Trouble } from './weather.ts';

/** What a run is made of; equal plans make equal runs. */
export interface Plan {
	seed: number;
	devices: number;
	/** What people do and what goes wrong, together. */
	operations: number;
	/** What may go wrong; by default the seed decides. */
	troubles?: readonly Trouble[];
	/** People work with tags, folders, settings and many records at once, too. */
	book?: boolean;
	/** They erase records for good, too: then `book` is set as well. */
	erase?: boolean;
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
/** Operations between two calm moments at which everything is compared. */
const CHECK_EVERY = 300;
/** How many operations are trouble. */
const TROUBLE = 0.15;

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
	#stage: Stage;
	#troubles: Trouble[];
	#weather: Weather;

	constructor(plan: Plan, mutant: Mutant) {
		const stage = new Stage(plan.seed, mutant, plan.trace, plan.book, plan.erase);
		this.#plan = plan;
		this.#stage = stage;
		this.#troubles = chooseTroubles(stage.random);
		if (plan.troubles !== undefined) this.#troubles = [...plan.troubles];
		for (let i = 0; i < plan.devices; i++) this.#addDevice();
		this.#weather = new Weather(stage, new Set(this.#troubles));
	}

	async live(): Promise<void> {
		const { relay, devices } = this.#stage;
		await relay.create();
		await relay.start();
		for (const device of devices) device.boot();
		for (let done = 0; done < this.#plan.operations && this.#stage.fine; done++) {
			await this.#pause();
			this.#operate();
			if (done % CHECK_EVERY === CHECK_EVERY - 1) await this.#check();
		}
		if (!this.#stage.fine) return;
		// A device that comes last reads everything from the log.
		this.#addDevice().boot();
		await this.#check();
	}

	close(): Promise<void> {
		return this.#stage.close();
	}

	outcome(): Outcome {
		const { problem, changes } = this.#stage.auditor;
		return {
			problem: problem?.message ?? null,
			steps: this.#stage.steps,
			troubles: this.#troubles,
			changes: changes.length,
		};
	}

	/** Operations follow often in quick succession, sometimes after a while. */
	async #pause(): Promise<void> {
		const { random } = this.#stage;
		await this.#stage.pass(random.chance(0.8) ? random.between(0, 400) : random.between(0, 8_000));
	}

	#operate(): void {
		const { random, devices, people } = this.#stage;
		const device = random.pick(devices);
		if (device === undefined) return;
		if (this.#troubles.length > 0 && random.chance(TROUBLE)) this.#weather.strike();
		else people.act(device);
		for (const each of devices) this.#stage.auditor.checkStatus(each);
	}

	/** Lets all trouble end, waits until all is quiet, and compares everything. */
	async #check(): Promise<void> {
		const stage = this.#stage;
		stage.note('all trouble ends');
		await settled();
		await this.#weather.calmDown();
		const until = stage.schedule.now + QUIET_WITHIN;
		do {
			this.#weather.answerScreens();
			await stage.pass(QUIET_FOR);
		} while (stage.fine && stage.schedule.now < until && !stage.isQuiet());
		if (!stage.fine) return;
		stage.note('comparing');
		await checkAll(stage.auditor, stage.relay, stage.devices);
		this.#weather.stir();
	}

	#addDevice(): Device {
		const { random } = this.#stage;
		const device = this.#stage.addDevice();
		// Some clocks are wrong from the start: by two days, by minutes, by seconds.
		if (random.chance(0.5))
			device.skew = Math.round((random.next() - 0.5) * (random.pick([4 * 86_400_000, 600_000, 60_000]) ?? 0));
		return device;
	}
}

/** Each run has some kinds of trouble only, so that rare ones meet undisturbed. */
function chooseTroubles(random: Random): Trouble[] {
	const share = random.pick([0, 0.2, 0.5, 1]) ?? 1;
	return (Object.keys(TROUBLES) as Trouble[]).filter(() => random.chance(share));
}

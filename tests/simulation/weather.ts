import type { Device } from './device.ts';
import { CLOSE } from '../../src/lib/protocol/close-codes.ts';
import { hearInRoom, sayInRoom } from './rooms.ts';
import type { Snapshot } from './snapshot.ts';
import type { Stage } from './stage.ts';

/** What may go wrong, and how often when it may. Each run allows some of it. */
export const TROUBLES = {
	cut: 14,
	halfOpen: 6,
	partition: 8,
	slowLine: 4,
	deviceDies: 10,
	diskFull: 4,
	leaderFrozen: 5,
	secondTab: 6,
	clockSet: 4,
	relayDies: 8,
	relayDiskFails: 4,
	restore: 3,
	compaction: 5,
	roomSays: 6,
	roomHears: 6,
	signedOut: 4,
	otherVersion: 3,
	overstep: 6,
	sleep: 4,
} as const;
export type Trouble = keyof typeof TROUBLES;

const DAY = 24 * 60 * 60_000;

/** Makes trouble, and ends it. */
export class Weather {
	#stage: Stage;
	/** What this run allows. */
	#allowed: ReadonlySet<Trouble>;
	#backups: Snapshot[] = [];
	/** Whether trouble may still begin. */
	#calm = false;

	constructor(stage: Stage, allowed: ReadonlySet<Trouble>) {
		this.#stage = stage;
		this.#allowed = allowed;
	}

	/** One trouble, anywhere. */
	strike(): void {
		const { random, devices } = this.#stage;
		const weights = Object.fromEntries(Object.entries(TROUBLES).filter(([name]) => this.#allowed.has(name as Trouble)));
		const device = random.pick(devices);
		if (Object.keys(weights).length === 0 || device === undefined) return;
		const trouble = random.weighted(weights) as Trouble;
		this.#stage.note(`trouble: ${trouble} ${device.name}`);
		this.#strike(trouble, device);
	}

	/** Everything works from now on. */
	async calmDown(): Promise<void> {
		this.#calm = true;
		const { devices, relay } = this.#stage;
		relay.breakAt(null, 'fail');
		await relay.start();
		for (const device of devices) {
			device.partition = 'none';
			device.latency = Math.min(device.latency, 250);
			device.disk.dieIn = null;
			device.disk.dieAfterCommit = false;
			device.disk.refusals = 0;
			device.disk.drops = 0;
			device.signedIn = true;
			if (device.versionSkew !== 0) this.#update(device);
			device.wake();
			device.boot();
			// The network is back: browsers say so, and nobody waits for a far retry.
			device.leader?.input({ type: 'network', online: true });
		}
	}

	/** People do what their screens ask for. */
	answerScreens(): void {
		for (const device of this.#stage.devices) {
			if (device.status.state === 'signed-out') device.signIn(false);
			if (device.status.state === 'outdated') this.#update(device);
		}
	}

	stir(): void {
		this.#calm = false;
	}

	#strike(trouble: Trouble, device: Device): void {
		const { schedule, random, network, relay, people } = this.#stage;
		switch (trouble) {
			case 'cut':
				return network.cut(device, 'told');
			case 'halfOpen':
				return network.cut(device, 'half-open');
			case 'partition':
				network.cut(device, random.chance(0.5) ? 'told' : 'half-open');
				device.partition = random.chance(0.5) ? 'refuse' : 'vanish';
				return this.#later(random.between(100, 200_000), () => {
					device.partition = 'none';
				});
			case 'slowLine':
				device.latency = random.pick([1, 20, 200, 2_000, 6_000]) ?? 20;
				return;
			case 'deviceDies':
				if (random.chance(0.2)) device.kill();
				else if (random.chance(0.3)) device.disk.dieAfterCommit = true;
				else device.disk.dieIn = random.between(1, 30);
				return this.#later(random.between(1_000, 60_000), () => device.boot());
			case 'diskFull':
				if (random.chance(0.5)) device.disk.refusals = random.between(1, 4);
				else device.disk.drops = random.between(1, 3);
				return;
			case 'leaderFrozen':
				if (random.chance(0.7)) device.takeOver();
				else device.leader?.sleep();
				return this.#later(random.between(500, 60_000), () => device.wake());
			case 'secondTab':
				if (device.tabs.length === 1) device.openTab();
				else device.closeTab();
				return;
			case 'clockSet':
				device.skew += Math.round((random.next() - 0.5) * (random.chance(0.5) ? 4 * DAY : 10 * 60_000));
				device.clockWasSet = true;
				return;
			case 'relayDies':
				if (random.chance(0.3)) relay.crash();
				else relay.breakAt(random.between(1, 40), 'die');
				return this.#later(random.between(500, 40_000), () => this.#startRelay());
			case 'relayDiskFails':
				return relay.breakAt(random.between(1, 20), 'fail');
			case 'restore':
				return this.#restore();
			case 'compaction':
				relay.compact().catch(this.#failed);
				return;
			case 'roomSays':
				sayInRoom(this.#stage).catch(this.#failed);
				return;
			case 'roomHears':
				hearInRoom(this.#stage, device).catch(this.#failed);
				return;
			case 'signedOut':
				device.signedIn = false;
				network.dismiss(device, CLOSE.signedOut);
				return this.#later(random.between(1_000, 60_000), () => device.signIn(random.chance(0.3)));
			case 'otherVersion':
				device.versionSkew = random.chance(0.5) ? 1 : -1;
				network.cut(device, 'told');
				return this.#later(random.between(1_000, 60_000), () => this.#update(device));
			case 'overstep':
				return people.overstep(device, device.role === 'member' && random.chance(0.6) ? 'settings' : 'unknown-event');
			case 'sleep':
				return schedule.sleep(random.chance(0.3) ? random.between(DAY / 8, DAY) : random.between(10_000, 600_000));
		}
	}

	/** The app is changed to the version of the relay, and opened anew. */
	#update(device: Device): void {
		device.versionSkew = 0;
		device.kill();
		device.boot();
	}

	#startRelay(): void {
		this.#stage.relay.start().catch(this.#failed);
	}

	/** A backup is made, or an older one takes the disk's place: by the command, or by somebody who copies a file and says nothing. */
	#restore(): void {
		const { random, relay } = this.#stage;
		const backup = random.pick(this.#backups);
		if (backup === undefined || random.chance(0.5)) {
			relay.backup().then((made) => this.#backups.push(made), this.#failed);
			return;
		}
		const byCommand = random.chance(0.5);
		this.#stage.note(
			`an older copy of ${backup.log_rows.length} rows is restored ${byCommand ? 'by command' : 'silently'}`,
		);
		relay.crash();
		const work = async (): Promise<void> => {
			await relay.restore(backup);
			await relay.start();
			if (byCommand) await relay.beginRestore();
		};
		work().catch(this.#failed);
	}

	#failed = (error: unknown): void => this.#stage.failed(error);

	#later(ms: number, work: () => void): void {
		this.#stage.schedule.after(ms, () => {
			if (!this.#calm) work();
		});
	}
}

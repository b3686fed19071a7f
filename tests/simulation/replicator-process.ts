import { projectBook } from '../../src/lib/projections/project-book.ts';
import type { Input } from '../../src/lib/replication/core-state.ts';
import { DeviceLog } from '../../src/lib/replication/device-log.ts';
import { Replicator } from '../../src/lib/replication/replicator.ts';
import { StorageFailed } from '../../src/lib/storage/book-store.ts';
import { Killed } from './device-disk.ts';
import type { Device } from './device.ts';
import type { Recipient } from './network.ts';

const TICK = 700;
const LOOK_INTO_OUTBOX = 5_000;

/** The worker of a browser that replicates, as `app/replicator-worker.ts` sets it up. It can be killed, and it can be put to sleep and wake up late. */
export class ReplicatorProcess implements Recipient {
	dead = false;
	log: DeviceLog | null = null;
	replicator: Replicator | null = null;
	#device: Device;
	/** What came while it slept; null while it is awake. */
	#missed: (() => void)[] | null = null;

	constructor(device: Device) {
		this.#device = device;
	}

	start(): void {
		this.#begin().catch((error: unknown) => {
			if (this.dead || error instanceof Killed) return;
			// The worker could not open the book: the tab stands for election again.
			if (error instanceof StorageFailed) this.#device.deps.schedule.after(1_000, () => this.run(() => this.start()));
			else this.#device.deps.failed(error);
		});
	}

	input(input: Input): void {
		this.run(() => {
			this.replicator?.input(input).catch((error: unknown) => this.#device.deps.failed(error));
		});
	}

	run(work: () => void): void {
		if (this.dead) return;
		if (this.#missed === null) work();
		else this.#missed.push(work);
	}

	sleep(): void {
		this.#missed ??= [];
	}

	wake(): void {
		const missed = this.#missed ?? [];
		this.#missed = null;
		for (const work of missed) this.run(work);
	}

	kill(): void {
		this.dead = true;
		this.replicator?.stop();
	}

	async #begin(): Promise<void> {
		const { deps } = this.#device;
		const platform = this.#device.platform();
		const store = deps.mutation.store(this.#device.disk.open(this));
		const term = await DeviceLog.takeTerm(store);
		this.log = new DeviceLog({
			store,
			documents: this.#device.documents(platform),
			project: projectBook,
			platform,
			term,
		});
		await this.log.adopt(this.#device.id);
		this.replicator = new Replicator({
			log: this.log,
			connect: (events) => deps.network.connect(this.#device, this, events),
			platform,
			status: (status) => {
				if (!this.dead && this.#device.leader === this) {
					this.#device.status = status;
					deps.status(this.#device, status);
				}
			},
			superseded: () => this.kill(),
		});
		deps.mutation.replicator(this);
		this.#every(TICK, { type: 'tick' });
		this.#every(LOOK_INTO_OUTBOX, { type: 'outbox-changed' });
		this.input({ type: 'start' });
	}

	#every(ms: number, input: Input): void {
		this.#device.deps.schedule.after(ms, () => {
			if (this.dead) return;
			// A sleeping tab's timers do not pile up.
			if (this.#missed === null) this.input(input);
			this.#every(ms, input);
		});
	}
}

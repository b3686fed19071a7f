import type { Platform } from '../platform/platform.ts';
import { CLOSE } from '../protocol/close-codes.ts';
import {
	initialState,
	type CoreState,
	type Effect,
	type Input,
	type StoreAnswer,
	type StoreOperation,
} from './core-state.ts';
import { step } from './core.ts';
import { Superseded, type DeviceLog } from './device-log.ts';
import type { ConnectionState } from './status.ts';
import type { Connect, Connection } from './transport.ts';

export interface ReplicatorDeps {
	log: DeviceLog;
	connect: Connect;
	platform: Pick<Platform, 'now' | 'random'>;
	status: (status: ConnectionState) => void;
	/** Another replicator has taken over: this one has stopped. */
	superseded: () => void;
}

/**
 * Drives the pure core: performs its effects one after another and feeds it what comes back. Inputs that arrive meanwhile wait their turn,
 * so that nothing in replication happens at the same time as anything else.
 */
export class Replicator {
	#deps: ReplicatorDeps;
	#state: CoreState = initialState();
	#queue: Input[] = [];
	#running: Promise<void> | null = null;
	#connection: Connection | null = null;
	#stopped = false;

	constructor(deps: ReplicatorDeps) {
		this.#deps = deps;
	}

	get state(): CoreState {
		return this.#state;
	}

	/** Takes an input in; resolves when it and everything before it was worked through. */
	async input(input: Input): Promise<void> {
		if (this.#stopped) return;
		this.#queue.push(input);
		this.#running ??= this.#run();
		await this.#running;
	}

	/** Ends replication here; the connection is let go. */
	stop(): void {
		this.#stopped = true;
		this.#queue = [];
		this.#connection?.abandon(CLOSE.goingAway);
		this.#connection = null;
	}

	async #run(): Promise<void> {
		for (let next = this.#queue.shift(); next !== undefined && !this.#stopped; next = this.#queue.shift())
			await this.#take(next);
		this.#running = null;
	}

	async #take(input: Input): Promise<void> {
		const { state, effects } = step(this.#state, input, this.#deps.platform.now(), this.#deps.platform.random());
		this.#state = state;
		for (const effect of effects) {
			if (this.#stopped) return;
			await this.#perform(effect);
		}
	}

	async #perform(effect: Effect): Promise<void> {
		switch (effect.type) {
			case 'connect': {
				const { socket } = effect;
				this.#connection = this.#deps.connect({
					opened: () => void this.input({ type: 'opened', socket }),
					frame: (frame) => void this.input({ type: 'frame', socket, frame }),
					closed: (code) => void this.input({ type: 'closed', socket, code }),
				});
				return;
			}
			case 'send':
				if (effect.socket === this.#state.socket) this.#connection?.send(effect.frame);
				return;
			case 'abandon':
				this.#connection?.abandon(effect.reason);
				this.#connection = null;
				return;
			case 'status':
				this.#deps.status(effect.status);
				return;
			case 'store':
				return this.#store(effect.operation);
		}
	}

	async #store(operation: StoreOperation): Promise<void> {
		let answer: StoreAnswer;
		try {
			answer = await this.#answer(operation);
		} catch (error) {
			if (error instanceof Superseded) {
				this.stop();
				this.#deps.superseded();
				return;
			}
			return this.#take({ type: 'store-failed', message: error instanceof Error ? error.message : String(error) });
		}
		return this.#take({ type: 'stored', answer });
	}

	async #answer(operation: StoreOperation): Promise<StoreAnswer> {
		const { log } = this.#deps;
		switch (operation.op) {
			case 'cursor':
				return { op: 'cursor', cursor: await log.cursor() };
			case 'welcomed':
				return { op: 'welcomed', ...(await log.welcomed(operation)) };
			case 'offer':
				return { op: 'offer', ...(await log.offer(operation.after, operation.caughtUp)) };
			case 'acknowledged':
				await log.acknowledged(operation.groups);
				return { op: 'acknowledged' };
			case 'refused':
				return { op: 'refused', ...(await log.refused(operation.group, operation.code)) };
			case 'apply':
				return { op: 'apply', cursor: operation.cursor, ...(await log.apply(operation.entries, operation.cursor)) };
			case 'supply':
				return { op: 'supply', ...(await log.supply(operation.place)) };
			case 'supplied':
				await log.supplied(operation.groups);
				return { op: 'supplied' };
			case 'recovered':
				await log.recovered();
				return { op: 'recovered' };
			case 'synced':
				await log.synced(operation.at);
				return { op: 'synced' };
		}
	}
}

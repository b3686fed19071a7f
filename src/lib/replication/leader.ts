import type { openChannel } from './channel.ts';

/** How often the one that replicates says that it is alive, ms. */
const HEARTBEAT = 400;
/** Silence after which another takes over, ms. */
const SILENT = 1_300;
/** A pause of one's own timer that tells that this tab, not the leader, was asleep, ms. */
const ASLEEP = 1_000;

export interface LeaderDeps {
	/** Name of the lock and of the heartbeat's channel. */
	name: string;
	locks: LockManager;
	channel: Pick<ReturnType<typeof openChannel>, 'post' | 'heard'>;
	now: () => number;
	every: (ms: number, work: () => void) => () => void;
	/** Called when this one leads, with a signal that ends its time; resolves when it has stopped. */
	lead: (until: AbortSignal) => Promise<void>;
}

/**
 * Elects one among the tabs of a browser by a Web Lock. A leader that is closed lets its lock go by itself; one that is frozen is noticed
 * by its silence, and its lock is stolen: when it thaws it learns that its time has ended. Runs until `stop` is called.
 */
export function takePartInElection(deps: LeaderDeps): { stop: () => void } {
	let stopped = false;
	let leading: AbortController | null = null;
	let waiting: AbortController | null = null;
	let lastAlive = deps.now();
	let lastLook = deps.now();

	async function stand(steal: boolean): Promise<void> {
		const queue = new AbortController();
		waiting = queue;
		try {
			await deps.locks.request(deps.name, steal ? { steal } : { signal: queue.signal }, async () => {
				waiting = null;
				if (stopped) return;
				const time = new AbortController();
				leading = time;
				deps.channel.post({ type: 'alive' });
				await deps.lead(time.signal);
			});
		} catch {
			// The lock was stolen, or the place in the queue given up: either way this one does not lead.
		}
		leading?.abort();
		leading = null;
	}

	async function keepStanding(): Promise<void> {
		while (!stopped) {
			await stand(false);
			lastAlive = deps.now();
			if (takeOver) {
				takeOver = false;
				await stand(true);
			}
		}
	}

	let takeOver = false;
	deps.channel.heard((message) => {
		if (message.type === 'alive') lastAlive = deps.now();
	});
	const stopBeating = deps.every(HEARTBEAT, () => {
		const now = deps.now();
		if (now - lastLook > ASLEEP) lastAlive = now;
		lastLook = now;
		if (leading !== null) deps.channel.post({ type: 'alive' });
		else if (now - lastAlive > SILENT && waiting !== null) {
			takeOver = true;
			waiting.abort();
		}
	});
	void keepStanding();

	return {
		stop: () => {
			stopped = true;
			stopBeating();
			leading?.abort();
			waiting?.abort();
		},
	};
}

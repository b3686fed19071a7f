import { followLive } from '$lib/app/live.svelte.ts';
import { getCarnet } from '$lib/app/session-context.ts';

/** Whether the relay can be reached, as the replicator last said; a component asks while it is set up. */
export function followReach(): { readonly offline: boolean } {
	const carnet = getCarnet();
	const facts = followLive(() => carnet.queries.status(), undefined);
	return {
		get offline() {
			return facts.current?.connection.state === 'offline';
		},
	};
}

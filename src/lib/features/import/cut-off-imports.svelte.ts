import type { Carnet } from '$lib/app/carnet.ts';
import { watchImporting } from '$lib/app/import-lock.ts';
import type { ImportRow } from '$lib/queries/rows.ts';

const OPEN: readonly ImportRow['state'][] = ['preparing', 'writing', 'stopped', 'undoing'];

/** The imports of this device that wait for somebody: cut off by a tab that was closed or killed, or stopped by a person. None while a tab imports. */
export class CutOffImports {
	#rows = $state.raw<readonly ImportRow[]>([]);
	#importing = $state(true);
	readonly all = $derived(this.#importing ? [] : this.#rows);
	readonly #carnet: Pick<Carnet, 'queries' | 'profile'>;

	constructor(carnet: Pick<Carnet, 'queries' | 'profile'>) {
		this.#carnet = carnet;
	}

	/** Follows them until the returned function is called. */
	follow(locks: LockManager): () => void {
		const watch = watchImporting(this.#carnet.profile, locks, (importing) => {
			this.#importing = importing;
		});
		const stop = this.#carnet.queries.imports()((rows) => {
			this.#rows = rows.filter(({ here, state }) => here && OPEN.includes(state));
			if (this.#rows.length > 0) watch.look();
		});
		return () => {
			stop();
			watch.close();
		};
	}
}

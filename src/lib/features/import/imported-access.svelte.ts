import type { Carnet } from '$lib/app/carnet.ts';
import type { ImportId } from '$lib/domain/ids.ts';
import type { InviteRequests } from '$lib/features/invitations/invite-requests.svelte.ts';
import type { AccessPair } from '$lib/queries/rows.ts';

/** Who has access by imports and waits for an invitation. An import mails nobody: inviting is a step of its own, with its count and its preview. */
export class ImportedAccess {
	#waiting = $state.raw<ReadonlyMap<ImportId, readonly AccessPair[]>>(new Map());
	readonly #queries: Pick<Carnet['queries'], 'importedAccess'>;
	readonly #invites: InviteRequests;

	constructor(queries: Pick<Carnet['queries'], 'importedAccess'>, invites: InviteRequests) {
		this.#queries = queries;
		this.#invites = invites;
	}

	/** Looks anew: it is not followed, since it reads much. */
	async look(): Promise<void> {
		this.#waiting = await this.#queries.importedAccess();
	}

	/** How many people an import gave access to, who were not invited yet. */
	people(of: ImportId): number {
		return new Set((this.#waiting.get(of) ?? []).map(({ contact }) => contact)).size;
	}

	/** Asks whom of them to invite. */
	invite(of: ImportId): void {
		const pairs = async () => {
			await this.look();
			return this.#waiting.get(of) ?? [];
		};
		this.#invites.open({ of: 'pairs', pairs, done: () => void this.look() });
	}
}

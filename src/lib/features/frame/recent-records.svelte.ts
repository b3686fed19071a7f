import * as z from 'zod/mini';
import type { Carnet } from '$lib/app/carnet.ts';
import { accountId, contactId } from '$lib/domain/ids.ts';

const recent = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('account'), id: accountId }),
	z.object({ kind: z.literal('contact'), id: contactId }),
]);
export type RecentRecord = z.infer<typeof recent>;

/** Kept like a draft: on this device alone, and erased with the book. */
const KEPT = 'recent';
const MOST = 30;

/** The records that were looked at last on this device, latest first. */
export class RecentRecords {
	all = $state.raw<readonly RecentRecord[]>([]);
	readonly #carnet: Pick<Carnet, 'queries' | 'drafts'>;
	readonly #restored: Promise<void>;

	constructor(carnet: Pick<Carnet, 'queries' | 'drafts'>) {
		this.#carnet = carnet;
		this.#restored = this.#restore();
	}

	/** Notes the record that a path shows, if it shows one. */
	async visit(path: string): Promise<void> {
		const [, kind, id] = /^\/(account|contact)s\/([^/?#]+)/.exec(path) ?? [];
		const visited = recent.safeParse({ kind, id });
		if (!visited.success) return;
		await this.#restored;
		this.all = [visited.data, ...this.all.filter((one) => one.id !== visited.data.id)].slice(0, MOST);
		// Refused by a book that is closed meanwhile: then there is nothing to remember for.
		await this.#carnet.drafts.save(KEPT, this.all).catch(() => undefined);
	}

	async #restore(): Promise<void> {
		const kept = await this.#carnet.queries.draft(KEPT).catch(() => undefined);
		const parsed = z.array(recent).safeParse(kept);
		if (parsed.success) this.all = parsed.data;
	}
}

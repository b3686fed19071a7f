import type { Carnet } from '$lib/app/carnet.ts';
import { isRead, type InboxRead } from '$lib/domain/inbox.ts';
import type { InboxEntry } from '$lib/queries/rows.ts';

/** Entries that are read at once; older ones come when they are asked for. */
const PAGE = 200;

/** An entry as the page shows it. */
export interface ShownEntry extends InboxEntry {
	read: boolean;
}

/** What this person is told of, and what they have read of it. */
export class InboxState {
	/** Which are shown. */
	which = $state<'all' | 'unread'>('all');
	#limit = $state(PAGE);
	/** null: not read from the disk yet */
	#entries = $state.raw<readonly InboxEntry[] | null>(null);
	#read = $state.raw<InboxRead>({ until: 0, ids: new Map() });
	readonly #carnet: Pick<Carnet, 'queries' | 'personal'>;

	constructor(carnet: Pick<Carnet, 'queries' | 'personal'>) {
		this.#carnet = carnet;
	}

	/** Follows the entries, and what was read on any device, until the returned function is called. */
	follow(): () => void {
		const { queries, personal } = this.#carnet;
		const stopEntries = queries.inbox(this.#limit)((entries) => {
			this.#entries = entries;
		});
		const stopRead = personal.live(({ inboxRead }) => {
			this.#read = inboxRead;
		});
		return () => {
			stopEntries();
			stopRead();
		};
	}

	readonly all = $derived.by((): readonly ShownEntry[] =>
		(this.#entries ?? []).map((entry) => ({ ...entry, read: isRead(this.#read, entry) })),
	);
	readonly unread = $derived(this.all.filter(({ read }) => !read));
	readonly shown = $derived(this.which === 'all' ? this.all : this.unread);

	/** Nothing was read from the disk yet. */
	get unknown(): boolean {
		return this.#entries === null;
	}

	/** There may be older ones than those that were read. */
	get more(): boolean {
		return this.all.length >= this.#limit;
	}

	showMore(): void {
		this.#limit += PAGE;
	}

	/** Notes an entry as read, or as unread again. */
	mark(entry: Pick<ShownEntry, 'id' | 'read'>, read: boolean): void {
		if (entry.read !== read) this.#carnet.personal.markRead([entry.id], read);
	}

	/** Notes everything that is here as read; what arrives later is not. */
	markAll(): void {
		const inOrder = this.all.filter((entry) => entry.inOrder);
		const oneByOne = this.unread.filter((entry) => !entry.inOrder).map(({ id }) => id);
		this.#carnet.personal.markAllRead(Math.max(0, ...inOrder.map(({ at }) => at)), oneByOne);
	}
}

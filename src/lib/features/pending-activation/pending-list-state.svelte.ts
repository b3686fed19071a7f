import type { AccessState } from '$lib/domain/invitation.ts';
import { foldText } from '$lib/domain/text.ts';
import type { Live } from '$lib/app/carnet.ts';
import { byUrgency, URGENCY } from '$lib/features/invitations/access-looks.ts';
import type { AccessLine, PendingState } from '$lib/queries/rows.ts';

/** What *Pending activation* can be sorted by. */
export type PendingSort = 'who' | 'account' | 'state' | 'since' | 'by' | 'mails';

/** What the list is left with, for coming back to it. */
export interface LeftPending {
	place: { row: number; scrolled: number };
	text: string;
	states: readonly PendingState[];
	sort: { by: PendingSort; descending: boolean };
}

/** A line with what it is found and sorted by. */
interface Keyed {
	line: AccessLine;
	text: string;
	who: string;
	account: string;
}

/** Everybody who has LOGIN and is not active: searched, filtered by state and sorted, in memory. */
export class PendingListState {
	text = $state('');
	/** None: all of them. */
	states = $state.raw<ReadonlySet<PendingState>>(new Set());
	sort = $state.raw<{ by: PendingSort; descending: boolean }>({ by: 'since', descending: true });
	/** null: not read yet */
	#all = $state.raw<readonly Keyed[] | null>(null);
	readonly #staffName: (id: string) => string;

	/** @param staffName what a colleague is called, or '' */
	constructor(staffName: (id: string) => string) {
		this.#staffName = staffName;
	}

	/** Follows a query until the returned function is called. */
	follow(query: Live<AccessLine[]>): () => void {
		return query((lines) => {
			this.#all = lines.map((line) => {
				const [who, account] = [foldText(line.contactName), foldText(line.accountName)];
				return { line, text: `${who} ${account} ${foldText(line.email)}`, who, account };
			});
		});
	}

	/** Those that fit what is typed, whatever their state. */
	#found = $derived.by(() => {
		const words = foldText(this.text)
			.split(/\s+/)
			.filter((word) => word !== '');
		const all = this.#all ?? [];
		return words.length === 0 ? all : all.filter(({ text }) => words.every((word) => text.includes(word)));
	});

	/** How many of each state fit what is typed, first the states that somebody has to look at. */
	readonly counts = $derived.by(() => {
		const counts = new Map<AccessState, number>();
		// A state that is chosen stays in sight, or it could not be given up.
		for (const state of this.states) counts.set(state, 0);
		for (const { line } of this.#found) counts.set(line.state, (counts.get(line.state) ?? 0) + 1);
		return byUrgency([...counts.keys()]).map((state) => ({ state: state as PendingState, count: counts.get(state) ?? 0 }));
	});

	/** How many fit what is typed. */
	get found(): number {
		return this.#found.length;
	}

	/** The lines on screen, in their order. */
	readonly shown = $derived.by((): readonly AccessLine[] => {
		const { states } = this;
		const wanted =
			states.size === 0 ? this.#found : this.#found.filter(({ line }) => states.has(line.state as PendingState));
		const { by, descending } = this.sort;
		const compare = this.#comparing(by);
		const sign = descending ? -1 : 1;
		return [...wanted]
			.sort((a, b) => sign * compare(a, b) || (a.who < b.who ? -1 : a.who > b.who ? 1 : a.line.id < b.line.id ? -1 : 1))
			.map(({ line }) => line);
	});

	/** Nothing was read yet. */
	get unread(): boolean {
		return this.#all === null;
	}

	/** Something is typed or filtered for. */
	get filtered(): boolean {
		return this.text.trim() !== '' || this.states.size > 0;
	}

	/** Wants a state, or no longer. */
	toggle(state: PendingState): void {
		const states = new Set(this.states);
		if (!states.delete(state)) states.add(state);
		this.states = states;
	}

	clear(): void {
		this.text = '';
		this.states = new Set();
	}

	get left(): Omit<LeftPending, 'place'> {
		return { text: this.text, states: [...this.states], sort: this.sort };
	}

	restore({ text, states, sort }: Omit<LeftPending, 'place'>): void {
		this.text = text;
		this.states = new Set(states);
		this.sort = sort;
	}

	/** Sorts by a column; the second press of it turns the order round. */
	sortBy(by: PendingSort): void {
		const descending = this.sort.by === by ? !this.sort.descending : by === 'since' || by === 'mails';
		this.sort = { by, descending };
	}

	#comparing(by: PendingSort): (a: Keyed, b: Keyed) => number {
		const byText = (of: (keyed: Keyed) => string) => (a: Keyed, b: Keyed) => {
			const [left, right] = [of(a), of(b)];
			return left < right ? -1 : left > right ? 1 : 0;
		};
		switch (by) {
			case 'who':
				return byText(({ who }) => who);
			case 'account':
				return byText(({ account }) => account);
			case 'by':
				return byText(({ line }) => (line.by === null ? '' : foldText(this.#staffName(line.by))));
			case 'state':
				return (a, b) => URGENCY.indexOf(a.line.state) - URGENCY.indexOf(b.line.state);
			case 'since':
				return (a, b) => (a.line.since ?? 0) - (b.line.since ?? 0);
			case 'mails':
				return (a, b) => a.line.mails - b.line.mails;
		}
	}
}

import { createContext } from 'svelte';
import type { AccountId, ContactId } from '$lib/domain/ids.ts';

/** Two records to be made one; without `lose` the dialog first asks with which. */
export type MergeAsk =
	| { kind: 'account'; keep: AccountId; lose?: AccountId }
	| { kind: 'contact'; keep: ContactId; lose?: ContactId };

/** Opens the merge dialog from anywhere in the book. */
export class MergeRequests {
	/** What the dialog on screen is about; null: there is none. */
	current = $state.raw<MergeAsk | null>(null);

	/** A dialog that is open already stays: one question at a time. */
	open(ask: MergeAsk): void {
		this.current ??= ask;
	}

	close(): void {
		this.current = null;
	}
}

/** The book's layout provides it; screens ask through it. */
export const [getMerges, provideMerges] = createContext<MergeRequests>();

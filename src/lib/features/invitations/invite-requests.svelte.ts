import { createContext } from 'svelte';
import type { AccountId, ContactId } from '$lib/domain/ids.ts';

/** One person and one account that they may be invited to. */
export interface InvitePair {
	contact: ContactId;
	account: AccountId;
}

/** Who is to be invited, as far as whoever asks knows. Of an account or a contact, everybody is shown and may be ticked. */
export type InviteAsk = (
	| { of: 'account'; account: AccountId; /** Ticked at first; left out: all who have LOGIN. */ only?: readonly ContactId[] }
	| { of: 'contact'; contact: ContactId; only?: readonly AccountId[] }
	/** Selected in a list, in its order. */
	| { of: 'accounts'; ids: () => Promise<readonly AccountId[]> }
	| { of: 'contacts'; ids: () => Promise<readonly ContactId[]> }
	/** Access that was given already: whom to ask again. */
	| { of: 'pairs'; pairs: () => Promise<readonly InvitePair[]> }
) & {
	/** Nobody pressed "Invite": LOGIN was switched on. With nobody to invite, nothing is shown. */
	offered?: boolean;
	/** Told when the dialog is gone. `asked`: invitations that were asked for; 0 after Skip. */
	done?: (asked: number) => void;
};

/** Opens the invitation dialog from anywhere in the book. */
export class InviteRequests {
	/** What the dialog on screen is about; null: there is none. */
	current = $state.raw<InviteAsk | null>(null);

	/** A dialog that is open already stays: one question at a time. */
	open(ask: InviteAsk): void {
		this.current ??= ask;
	}

	close(asked: number): void {
		const { current } = this;
		this.current = null;
		current?.done?.(asked);
	}
}

/** The book's layout provides it; screens ask through it. */
export const [getInvites, provideInvites] = createContext<InviteRequests>();

import { getCarnet } from '$lib/app/session-context.ts';
import { getUndo } from '$lib/app/undo.svelte.ts';
import { failureWords } from '$lib/features/create-account/failure-words.ts';
import { faultWords } from '$lib/features/create-account/fault-words.ts';
import { refusalFault } from '$lib/features/create-account/field-fault.ts';
import * as m from '$messages';
import type { AccountRow, ContactRow } from '$lib/queries/rows.ts';
import { nameOf } from './account-actions.ts';

/** Takes a contact out of an account. */
export interface Unlink {
	/** Why the last press did nothing, in words: the last contact of an account stays. */
	readonly refusal: string | null;
	/** Does it, with its undo. */
	run(account: AccountRow, contact: ContactRow): Promise<void>;
}

/** For a component, while it is set up. */
export function createUnlink(): Unlink {
	const { commands } = getCarnet();
	const undo = getUndo();
	let refusal = $state<string | null>(null);
	return {
		get refusal() {
			return refusal;
		},
		run: async (account, contact) => {
			refusal = null;
			try {
				const result = await commands.unlinkContact(account.id, contact.id);
				if (!result.ok) {
					const [problem] = result.problems;
					refusal = problem === undefined ? null : faultWords(refusalFault(problem, ''));
					return;
				}
				const name = contact.name === '' ? m.accounts_unnamed() : contact.name;
				undo.offer([result.group], m.accounts_unlinked({ name, account: nameOf(account) }));
			} catch (error) {
				refusal = failureWords(error);
			}
		},
	};
}

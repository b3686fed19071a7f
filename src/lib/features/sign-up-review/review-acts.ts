import type { CommandResult } from '$lib/app/carnet.ts';
import { getCarnet } from '$lib/app/session-context.ts';
import { getUndo } from '$lib/app/undo.svelte.ts';
import { getToasts } from '$lib/components/toasts.svelte.ts';
import type { GroupId } from '$lib/domain/ids.ts';
import { failureWords } from '$lib/features/create-account/failure-words.ts';
import { refusalWords } from '$lib/features/tell-change/refusal-words.ts';
import type { AccountRow, ContactRow } from '$lib/queries/rows.ts';
import * as m from '$messages';

/** What staff decide on a registration. Each is said, with its way back, and answers whether it was done. */
export interface ReviewActs {
	keep(account: AccountRow): Promise<boolean>;
	refuse(account: AccountRow): Promise<boolean>;
	/** The person who registered is one of the book: their contacts become one, and so do the accounts where there is one to join. */
	link(account: AccountRow, contact: ContactRow, known: ContactRow, into: AccountRow | null): Promise<boolean>;
}

/** The account that a registration joins: the known person's own of the same kind, if there is one. */
export function accountToJoin(account: AccountRow, owned: readonly AccountRow[]): AccountRow | null {
	return owned.find(({ id, type, status }) => id !== account.id && type === account.type && status === 'active') ?? null;
}

/** For the component that calls this. */
export function createReviewActs(): ReviewActs {
	const { commands } = getCarnet();
	const undo = getUndo();
	const toasts = getToasts();
	const nameOf = ({ name, code }: AccountRow) => name || code;

	/** Does some steps one after another: all of them, or none. One undo takes them back, the last one first. */
	async function doAll(steps: readonly (() => Promise<CommandResult<unknown>>)[], words: string): Promise<boolean> {
		const groups: (GroupId | null)[] = [];
		try {
			for (const step of steps) {
				const result = await step();
				if (!result.ok) {
					const [problem] = result.problems;
					if (problem !== undefined) toasts.show(refusalWords(problem.problem), { tone: 'danger' });
					await commands.undo(groups.filter((group) => group !== null));
					return false;
				}
				groups.push(result.group);
			}
		} catch (error) {
			toasts.show(failureWords(error) ?? '', { tone: 'danger' });
			return false;
		}
		undo.offer(groups, words);
		return true;
	}

	return {
		keep: (account) => doAll([() => commands.keepSignUp(account.id)], m.review_kept({ name: nameOf(account) })),
		// LOGIN goes first: while an account is archived, an undo could not switch it on again.
		refuse: (account) =>
			doAll(
				[
					...account.links
						.filter(({ login }) => login)
						.map(({ contact }) => () => commands.setSwitches(account.id, contact, { login: false })),
					() => commands.refuseSignUp(account.id),
				],
				m.review_refused({ name: nameOf(account) }),
			),
		link: (account, contact, known, into) =>
			doAll(
				[
					() => commands.keepSignUp(account.id),
					() => commands.mergeContacts(known.id, contact.id),
					...(into === null ? [] : [() => commands.mergeAccounts(into.id, account.id)]),
				],
				m.review_linked({ name: contact.name || contact.email }),
			),
	};
}

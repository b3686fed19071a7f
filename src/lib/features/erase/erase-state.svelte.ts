import type { Commands, Queries } from '$lib/app/carnet.ts';
import type { Erasure, InputProblem } from '$lib/commands/command-input.ts';
import type { AccountId, ContactId } from '$lib/domain/ids.ts';
import type { AccountRow, ContactRow } from '$lib/queries/rows.ts';

export interface EraseDeps {
	commands: Pick<Commands, 'eraseRecords'>;
	queries: Pick<Queries, 'accountsById' | 'contactsOnlyOf'>;
}

/** Accounts of one group: with their contacts, and what was merged, they stay below what one erasure may name. */
const AT_ONCE = 10;

/** What is about to be erased for good: deleted accounts with the contacts that may go along, or one contact. */
export class EraseState {
	/** null: not read yet */
	accounts = $state.raw<readonly AccountRow[] | null>(null);
	/** Contacts who belong to nothing else. */
	free = $state.raw<readonly ContactRow[]>([]);
	/** Whether these go along. */
	along = $state(false);
	/** How many accounts were asked for; null: not under way. */
	done = $state<number | null>(null);
	readonly #deps: EraseDeps;

	constructor(deps: EraseDeps) {
		this.#deps = deps;
	}

	/** Reads what is known of accounts that are deleted; others are left out. */
	async read(ids: readonly AccountId[]): Promise<void> {
		const rows = (await this.#deps.queries.accountsById([...ids])).filter((row) => row.deletedAt !== null);
		this.free = await this.#deps.queries.contactsOnlyOf(rows.map(({ id }) => id));
		this.accounts = rows;
	}

	/** Asks for all of it, group by group. @returns why one was refused; null: all are asked for */
	async eraseAccounts(): Promise<InputProblem['problem'] | null> {
		const accounts = this.accounts ?? [];
		const left = new Set<ContactId>(this.along ? this.free.map(({ id }) => id) : []);
		this.done = 0;
		try {
			for (let at = 0; at < accounts.length; at += AT_ONCE) {
				const group = accounts.slice(at, at + AT_ONCE);
				const later = new Set(accounts.slice(at + AT_ONCE).flatMap(({ contactIds }) => contactIds));
				const contacts = [...new Set(group.flatMap(({ contactIds }) => contactIds))].filter((id) => left.has(id) && !later.has(id));
				const problem = await this.#ask({ accounts: group.map(({ id }) => id), contacts });
				if (problem !== null) return problem;
				this.done = at + group.length;
			}
			return null;
		} finally {
			this.done = null;
		}
	}

	/** Asks for one contact. @returns why it was refused; null: it is asked for */
	eraseContact(id: ContactId): Promise<InputProblem['problem'] | null> {
		return this.#ask({ accounts: [], contacts: [id] });
	}

	async #ask(records: Erasure): Promise<InputProblem['problem'] | null> {
		const result = await this.#deps.commands.eraseRecords(records);
		return result.ok ? null : (result.problems[0]?.problem ?? null);
	}
}

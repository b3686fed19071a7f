import type { Commands } from '$lib/app/carnet.ts';
import type { CommandResult, MergeChoices } from '$lib/commands/command-input.ts';
import type { AccountId, ContactId } from '$lib/domain/ids.ts';
import type { AccountRow, ContactRow } from '$lib/queries/rows.ts';
import { accountFields, contactFields, type MergeField, type Side } from './merge-fields.ts';

/** Two records of one kind. */
export type Pair = { kind: 'account'; keep: AccountRow; lose: AccountRow } | { kind: 'contact'; keep: ContactRow; lose: ContactRow };

/** What is chosen of two records that become one. */
export class MergeState {
	readonly pair: Pair;
	/** Whose values are taken, but for the fields that were chosen by themselves. */
	side = $state<Side>('keep');
	#chosen = $state.raw<MergeChoices>({});
	/** What differs, what only one has, what is the same. */
	readonly fields: readonly MergeField[];

	constructor(pair: Pair) {
		this.pair = pair;
		this.fields = pair.kind === 'account' ? accountFields(pair.keep, pair.lose) : contactFields(pair.keep, pair.lose);
	}

	get choices(): readonly MergeField[] {
		return this.fields.filter(({ kind }) => kind === 'choice');
	}

	/** Whose value a field gets. */
	of(field: string): Side {
		return this.#chosen[field] ?? this.side;
	}

	choose(field: string, side: Side): void {
		this.#chosen = { ...this.#chosen, [field]: side };
	}

	/** Takes all values of one of them; single choices are forgotten. */
	chooseAll(side: Side): void {
		this.side = side;
		this.#chosen = {};
	}

	/** The e-mail address that is given up, of contacts; '' for none. */
	get givenUp(): string {
		if (this.pair.kind === 'account') return '';
		const field = this.choices.find((one) => one.field === 'email');
		if (field === undefined) return '';
		return this.of('email') === 'keep' ? this.pair.lose.email : this.pair.keep.email;
	}

	/** Makes them one, as chosen. */
	merge(commands: Pick<Commands, 'mergeAccounts' | 'mergeContacts'>): Promise<CommandResult<AccountId | ContactId>> {
		const { pair } = this;
		const choices: Record<string, Side> = {};
		for (const { field } of this.choices) choices[field] = this.of(field);
		return pair.kind === 'account'
			? commands.mergeAccounts(pair.keep.id, pair.lose.id, choices)
			: commands.mergeContacts(pair.keep.id, pair.lose.id, choices);
	}
}

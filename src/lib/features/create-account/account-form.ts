import type { Commands, Queries } from '$lib/app/carnet.ts';
import type { AccountId, GroupId } from '$lib/domain/ids.ts';
import type { PeopleQueries } from './find-people.ts';
import type { FormFirm } from './form-firm.svelte.ts';

/** What the create form stands on. */
export interface AccountFormDeps {
	/** Made once when the form opens: pressed twice, Create makes one account. */
	id: AccountId;
	commands: Pick<Commands, 'createAccount'>;
	queries: PeopleQueries & Pick<Queries, 'sameName' | 'bySiren'>;
	firm: FormFirm;
}

/** The two steps: what the account is, and who belongs to it. */
export type FormStep = 0 | 1;

/** The account that a form made, with the name that it has in the book. */
export interface CreatedAccount {
	id: AccountId;
	name: string;
	/** Its ID, for people. */
	code: string;
	/** What was written, for undoing it. */
	group: GroupId | null;
}

/** The parts of an account that take the cursor. */
export type AccountPart = 'type' | 'name' | 'companyName' | 'siren' | `custom/${string}`;

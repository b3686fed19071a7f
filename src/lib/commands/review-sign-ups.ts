import { accountDocument, contactDocument } from '../domain/document-name.ts';
import type { AccountId } from '../domain/ids.ts';
import type { CommandResult } from './command-input.ts';
import { commit, type CommandDeps } from './commit.ts';
import { liveAccount } from './edit-records.ts';
import { DONE, unknownRecord } from './refusals.ts';

/** Decides that an account which a client made by registering is one of the firm's. */
export function keepSignUp(deps: CommandDeps, id: AccountId): Promise<CommandResult<void>> {
	return commit(deps, 'edited', async (draft) => {
		const row = await liveAccount(draft.tx, id);
		if (row === undefined) return unknownRecord();
		draft.change(accountDocument(row.id), { toReview: false });
		return DONE;
	});
}

/**
 * Refuses an account which a client made by registering: it is archived, which suspends any access to it, and people who are in no other account
 * in use are archived with it. One group, so that one undo takes it back.
 */
export function refuseSignUp(deps: CommandDeps, id: AccountId): Promise<CommandResult<void>> {
	return commit(deps, 'edited', async (draft) => {
		const row = await liveAccount(draft.tx, id);
		if (row === undefined) return unknownRecord();
		draft.change(accountDocument(row.id), { toReview: false, archived: true });
		for (const contact of await draft.tx.contacts.getMany(row.contactIds)) {
			if (contact === undefined || contact.status !== 'active') continue;
			const others = await draft.tx.accounts.getMany(contact.accounts.filter((account) => account !== row.id));
			if (others.every((other) => other?.status !== 'active')) draft.change(contactDocument(contact.id), { archived: true });
		}
		return DONE;
	});
}

import { accountDocument, contactDocument } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { AccountId, ContactId } from '../domain/ids.ts';
import { seenStamps } from '../documents/record-reading.ts';
import type { AccountRow } from '../storage/rows.ts';
import type { CommandResult, InputProblem } from './command-input.ts';
import { commit, type CommandDeps, type Draft } from './commit.ts';
import { DONE, refuse } from './refusals.ts';

/** Records that one command of these takes; `bulk` takes any number. */
const MOST_AT_ONCE = 100;

/** Out of the active list. LOGIN wishes stay as they are; access is suspended (`portalAccess`). */
export function archiveAccounts(deps: CommandDeps, ids: readonly AccountId[]): Promise<CommandResult<void>> {
	return withAccounts(deps, ids, (row) => (row.status === 'deleted' ? 'record-unknown' : null), async () => ({ archived: true }));
}

/** Back into the active list, with access as before. */
export function restoreAccounts(deps: CommandDeps, ids: readonly AccountId[]): Promise<CommandResult<void>> {
	return withAccounts(deps, ids, (row) => (row.status === 'deleted' ? 'record-unknown' : null), async () => ({ archived: false }));
}

/** Only archived ones. Says what it has seen, so that edits of who did not know of it can be told. */
export function deleteAccounts(deps: CommandDeps, ids: readonly AccountId[]): Promise<CommandResult<void>> {
	return withAccounts(
		deps,
		ids,
		(row) => (row.status === 'archived' ? null : row.status === 'deleted' ? 'record-unknown' : 'not-archived'),
		async (row, draft) => ({ deleted: true, deletedSeen: seenStamps(await draft.fields(accountDocument(row.id))) }),
	);
}

/** Back into the archive, with whatever was written since. */
export function undeleteAccounts(deps: CommandDeps, ids: readonly AccountId[]): Promise<CommandResult<void>> {
	return withAccounts(
		deps,
		ids,
		(row, erased) => (row.deletedAt === null ? 'record-unknown' : erased ? 'being-erased' : null),
		async () => ({ deleted: false, deletedSeen: null }),
	);
}

export function archiveContacts(deps: CommandDeps, ids: readonly ContactId[]): Promise<CommandResult<void>> {
	return setContactsArchived(deps, ids, true);
}

export function restoreContacts(deps: CommandDeps, ids: readonly ContactId[]): Promise<CommandResult<void>> {
	return setContactsArchived(deps, ids, false);
}

/** Does the same to each account, or to none where one refuses. */
async function withAccounts(
	deps: CommandDeps,
	ids: readonly AccountId[],
	refusal: (row: AccountRow, beingErased: boolean) => InputProblem['problem'] | null,
	change: (row: AccountRow, draft: Draft) => Promise<Record<string, FieldValue>>,
): Promise<CommandResult<void>> {
	if (ids.length > MOST_AT_ONCE) return refuse('too-many');
	return commit(deps, 'edited', async (draft) => {
		const rows = await draft.tx.accounts.getMany(ids);
		const erased = await draft.tx.erased.getMany(ids.map(accountDocument));
		const problems: InputProblem[] = [];
		for (const [i, id] of ids.entries()) {
			const row = rows[i];
			const problem = row === undefined ? 'record-unknown' : refusal(row, erased[i] !== undefined);
			if (problem !== null) problems.push({ field: id, problem });
			else if (row !== undefined) draft.change(accountDocument(id), await change(row, draft));
		}
		return problems.length > 0 ? { ok: false, problems } : DONE;
	});
}

async function setContactsArchived(deps: CommandDeps, ids: readonly ContactId[], archived: boolean): Promise<CommandResult<void>> {
	if (ids.length > MOST_AT_ONCE) return refuse('too-many');
	return commit(deps, 'edited', async (draft) => {
		const rows = await draft.tx.contacts.getMany(ids);
		const unknown = ids.filter((_, i) => (rows[i]?.status ?? 'deleted') === 'deleted');
		if (unknown.length > 0) return { ok: false, problems: unknown.map((field) => ({ field, problem: 'record-unknown' as const })) };
		for (const id of ids) draft.change(contactDocument(id), { archived });
		return DONE;
	});
}

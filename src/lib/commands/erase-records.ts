import { accountDocument, contactDocument, type DocumentName } from '../domain/document-name.ts';
import { mayAdminister } from '../domain/staff.ts';
import { MAX_ERASED } from '../protocol/events/erasure-event.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { AccountRow } from '../storage/rows.ts';
import type { CommandResult, Erasure, InputProblem } from './command-input.ts';
import { commit, type CommandDeps } from './commit.ts';
import { DONE, refuse } from './refusals.ts';

/**
 * Asks the relay to erase records for good, in one group that changes nothing else. Until the relay has it, everything is still there, and `keepAfterAll`
 * takes it back; then every device forgets them. Refuses the whole of it where one record may not be erased.
 */
export async function eraseRecords(deps: CommandDeps, { accounts, contacts }: Erasure): Promise<CommandResult<void>> {
	if (!mayAdminister(deps.profile.role)) return refuse('forbidden');
	return commit(deps, 'edited', async (draft) => {
		const { tx } = draft;
		const rows = await tx.accounts.getMany(accounts);
		const problems: InputProblem[] = [];
		const documents: DocumentName[] = [];
		for (const [i, id] of accounts.entries()) {
			const problem = accountProblem(rows[i]);
			if (problem !== null) problems.push({ field: id, problem });
			// Documents that were merged are one record.
			documents.push(accountDocument(id), ...(rows[i]?.merged ?? []).map(accountDocument));
		}
		const going = new Set<AccountRow['id']>(accounts);
		const linked = new Set(rows.flatMap((row) => row?.contactIds ?? []));
		const people = await tx.contacts.getMany(contacts);
		const linking = contacts.length === 0 ? [] : await tx.accounts.linking(contacts);
		// Of many, some may have been asked for in a group before.
		const asking = await tx.erased.getMany(linking.map(({ id: account }) => accountDocument(account)));
		for (const [i, account] of linking.entries()) if (asking[i] !== undefined) going.add(account.id);
		for (const [i, id] of contacts.entries()) {
			const row = people[i];
			const used = linking.some((account) => account.contactIds.includes(id) && !going.has(account.id));
			if (row === undefined || row.mergedInto !== undefined) problems.push({ field: id, problem: 'record-unknown' });
			else if (used) problems.push({ field: id, problem: 'contact-in-use' });
			else if (row.status === 'active' && !linked.has(id)) problems.push({ field: id, problem: 'not-archived' });
			documents.push(contactDocument(id), ...(row?.merged ?? []).map(contactDocument));
		}
		if (problems.length > 0) return { ok: false, problems };
		const known = await tx.erased.getMany(documents);
		const asked = documents.filter((_, i) => known[i] === undefined);
		if (asked.length > MAX_ERASED) return refuse('too-many');
		if (asked.length === 0) return DONE;
		draft.say(asked, { type: 'record.erased', documents: asked, staff: deps.profile.staffId });
		await markAsked(tx, asked);
		return DONE;
	});
}

/** Notes that records wait to be erased. */
export async function markAsked(tx: BookTransaction, documents: readonly DocumentName[]): Promise<void> {
	await tx.erased.putMany(documents.map((name) => ({ name, state: 'asked' as const })));
}

/**
 * Takes an erasure back that has not left this device, for all the records that it names. Refuses ('erasure-left') once the relay may have it.
 */
export async function keepAfterAll(deps: CommandDeps, document: DocumentName): Promise<CommandResult<void>> {
	return deps.store.write(async (tx): Promise<CommandResult<void>> => {
		for (const group of await tx.outbox.touching(document)) {
			const events = group.entries.flatMap((entry) =>
				entry.kind === 'event' && entry.event.type === 'record.erased' ? entry.event : [],
			);
			if (!events.some(({ documents }) => documents.includes(document))) continue;
			if (group.state !== 'waiting' || group.renewed) break;
			await Promise.all([
				tx.outbox.delete(group.order),
				tx.commands.delete(group.group),
				...events.flatMap(({ id }) => [tx.events.delete(id), tx.inbox.delete(id)]),
				...events.flatMap(({ documents }) => documents.map((name) => tx.erased.delete(name))),
			]);
			return { ok: true, value: undefined, group: null };
		}
		return refuse('erasure-left');
	});
}

function accountProblem(row: AccountRow | undefined): InputProblem['problem'] | null {
	if (row === undefined || row.mergedInto !== undefined) return 'record-unknown';
	return row.status === 'deleted' ? null : 'not-deleted';
}

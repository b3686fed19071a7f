import { accountDocument, documentKind, FIRM_SETTINGS, type DocumentName } from '../domain/document-name.ts';
import { sameValue, type FieldValue } from '../domain/field-value.ts';
import type { AccountId, GroupId } from '../domain/ids.ts';
import { parseLinkField } from '../domain/link.ts';
import { parseMergeField } from '../domain/merge.ts';
import { hasMergeMarks } from '../documents/merged-reading.ts';
import { seenStamps } from '../documents/record-reading.ts';
import type { FieldState } from '../documents/registers.ts';
import type { Event } from '../protocol/events/event.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import { GROUPS_AT_ONCE } from './bulk.ts';
import type { CommandResult, UndoResult } from './command-input.ts';
import { commitAll, unlessStopped, type CommandDeps, type Draft, type Outcome } from './commit.ts';
import { readAhead } from './read-ahead.ts';
import { mayWriteFirm } from './read-firm.ts';
import { brokenRule } from './record-rules.ts';
import { refuse } from './refusals.ts';

type Changed = Extract<Event, { type: 'record.changed' }>;
type Created = Extract<Event, { type: 'record.created' }>;

/**
 * Takes back what groups of this device wrote, the latest first, each in a group of its own: former values are written again (a new change with a
 * new stamp) where nobody changed them since; records that were created are deleted unless somebody works with them. Taking that back in turn
 * does it again. Somebody who stops it has the groups that were not reached answered.
 */
export async function undo(
	deps: CommandDeps,
	groups: readonly GroupId[],
	progress: (done: number, total: number) => void = () => undefined,
	cancelled: () => boolean = () => false,
): Promise<CommandResult<UndoResult>> {
	const total: UndoResult = { undone: 0, kept: 0, groups: [], left: [...groups] };
	while (total.left.length > 0 && !cancelled()) {
		const some = total.left.slice(-GROUPS_AT_ONCE).reverse();
		const bodies = some.map((group) => (draft: Draft) => takeBack(deps, draft, group));
		const written = await unlessStopped(commitAll(deps, 'undone', bodies, cancelled, (tx) => readGroupsAhead(tx, some)));
		if (written === null) break;
		for (const done of written) {
			if (!done.ok) return done;
			total.left.pop();
			total.undone += done.value.undone;
			total.kept += done.value.kept;
			if (done.group !== null) total.groups.push(done.group);
		}
		progress(groups.length - total.left.length, groups.length);
	}
	return { ok: true, value: total, group: total.groups.at(-1) ?? null };
}

/** Reads what groups wrote, and the records that it was written to: what taking them back will ask for. */
export async function readGroupsAhead(tx: BookTransaction, groups: readonly GroupId[]): Promise<void> {
	const written = await tx.commands.getMany(groups);
	const events = await tx.events.getMany(written.flatMap((row) => row?.events ?? []));
	const documents = new Set(events.flatMap((row) => (row === undefined || row.document === '' ? [] : row.document)));
	await readAhead(tx, [...documents]);
}

/** What taking a group back came to: counts of values, and the records that keep something. */
export interface TakenBack {
	undone: number;
	kept: number;
	keptIn: readonly DocumentName[];
}

/** Plans to take a group back, in the transaction of another command. */
export async function takeBack(deps: CommandDeps, draft: Draft, group: GroupId): Promise<Outcome<TakenBack>> {
	const { events, erased } = await eventsOf(draft, group);
	if (events.some(({ document }) => document === FIRM_SETTINGS) && !mayWriteFirm(deps)) return refuse('forbidden');
	const taken = await new TakingBack(draft, events).plan();
	return { ok: true, value: { ...taken, kept: taken.kept + erased } };
}

/** What a group wrote, and how much of it was of records that were erased since. */
async function eventsOf(draft: Draft, group: GroupId): Promise<{ events: (Changed | Created)[]; erased: number }> {
	const written = await draft.tx.commands.get(group);
	const rows = written === undefined ? [] : await draft.tx.events.getMany(written.events);
	const events = rows.flatMap((row) => (row?.event.type === 'record.changed' || row?.event.type === 'record.created' ? row.event : []));
	return { events, erased: rows.filter((row) => row === undefined).length };
}

/** Takes back what events say was written, in the command that plans it. */
export class TakingBack {
	#draft: Draft;
	#events: readonly (Changed | Created)[];
	#undone = 0;
	#kept = 0;
	readonly #keptIn = new Set<DocumentName>();
	/** Parts of links that this takes back, as `<account>/<contact>/<part>`: they hold nobody any more. */
	readonly #letGo = new Set<string>();
	readonly #deleted = new Set<DocumentName>();

	constructor(draft: Draft, events: readonly (Changed | Created)[]) {
		this.#draft = draft;
		this.#events = events;
	}

	/** Plans it. @returns how many values were taken back, and how many stay, in which records */
	async plan(): Promise<TakenBack> {
		const created = new Set(this.#events.flatMap((event) => (event.type === 'record.created' ? event.document : [])));
		const changed = new Map<DocumentName, Changed[]>();
		for (const event of this.#events) {
			if (event.type === 'record.changed' && !created.has(event.document))
				changed.set(event.document, [...(changed.get(event.document) ?? []), event]);
		}
		// Accounts first: whether a contact may go, or lose an address, is told by what is left of its links.
		for (const [document, events] of [...changed].sort(([a], [b]) => byKind(a, b))) await this.#writeBack(document, events);
		for (const document of [...created].sort(byKind)) await this.#delete(document);
		return { undone: this.#undone, kept: this.#kept, keptIn: [...this.#keptIn] };
	}

	async #writeBack(document: DocumentName, events: readonly Changed[]): Promise<void> {
		const fields = await this.#draft.fields(document);
		const values: Record<string, FieldValue> = {};
		for (const event of events) {
			const from = event.from ?? null;
			const mark = parseMergeField(document, event.field)?.mark;
			// A signpost stays: whoever merges the two again needs it no less. So does what a later change saw of a record that was merged already.
			if (mark === 'from' || mark === 'settled' || (mark === 'into' && from !== null && (event.to ?? null) !== null)) continue;
			// It went back already.
			if (sameValue(fields.get(event.field)?.winner.value ?? null, from)) continue;
			const untouched = isUntouched(fields.get(event.field), event.to ?? null, event) || (mark === 'into' && isOnlySettled(fields.get(event.field)));
			if (!untouched || (await this.#breaks(document, event.field, from))) {
				this.#keep(document);
				continue;
			}
			values[event.field] = from;
			this.#noteLink(document, event.field, from);
			this.#undone++;
		}
		this.#draft.change(document, values);
	}

	/** Whether a former value breaks a rule, by what this leaves of the record's links. */
	async #breaks(document: DocumentName, field: string, value: FieldValue): Promise<boolean> {
		const broken = await brokenRule(this.#draft.tx, document, field, value);
		const kind = documentKind(document);
		if (broken !== 'email-needed' || kind.kind !== 'contact') return broken !== null;
		const contact = await this.#draft.tx.contacts.get(kind.id);
		const accounts = await this.#draft.tx.accounts.getMany(contact?.accounts ?? []);
		const left = (account: AccountId, part: 'login' | 'notify') => !this.#letGo.has(`${account}/${kind.id}/${part}`);
		return accounts.some((row) => row?.links.some((link) => link.contact === kind.id && ((link.login && left(row.id, 'login')) || (link.notify && left(row.id, 'notify')))));
	}

	#keep(document: DocumentName): void {
		this.#kept++;
		this.#keptIn.add(document);
	}

	#noteLink(document: DocumentName, field: string, value: FieldValue): void {
		const kind = documentKind(document);
		const link = parseLinkField(field);
		if (kind.kind === 'account' && link !== null && value !== true) this.#letGo.add(`${kind.id}/${link.contact}/${link.part}`);
	}

	/** Deletes a record that was created, unless somebody else wrote in it, it was merged, or an account that stays links it. */
	async #delete(document: DocumentName): Promise<void> {
		const fields = await this.#draft.fields(document);
		if (fields.get('deleted')?.winner.value === true) return;
		const writers = new Set(this.#events.filter((event) => event.document === document).map(({ writer }) => writer));
		const foreign = hasMergeMarks(document, fields) || [...fields.values()].some(({ winner, also }) => [winner, ...also].some(({ writer }) => !writers.has(writer)));
		const kind = documentKind(document);
		const contact = kind.kind === 'contact' ? await this.#draft.tx.contacts.get(kind.id) : undefined;
		const stays = (account: AccountId) => !this.#deleted.has(accountDocument(account)) && !this.#letGo.has(`${account}/${contact?.id}/present`);
		const linked = contact?.accounts.some(stays) ?? false;
		if (foreign || linked) {
			this.#keep(document);
			return;
		}
		const seen: Record<string, FieldValue> = kind.kind === 'account' ? { deletedSeen: seenStamps(fields) } : {};
		this.#draft.change(document, { deleted: true, ...seen });
		this.#deleted.add(document);
		this.#undone++;
	}
}

function byKind(a: DocumentName, b: DocumentName): number {
	return Number(documentKind(a).kind === 'contact') - Number(documentKind(b).kind === 'contact');
}

/** Whether a merge is still one, though changes since saw more of what was merged: nobody asked for those. */
function isOnlySettled(state: FieldState | undefined): boolean {
	return state !== undefined && state.also.length === 0 && state.winner.value !== null;
}

/** Whether a field still says what an event wrote, by the same writer, and nobody wrote beside it. */
function isUntouched(state: FieldState | undefined, to: FieldValue, { writer }: Changed): boolean {
	if (state === undefined) return to === null;
	return state.also.length === 0 && state.winner.writer === writer && sameValue(state.winner.value, to);
}

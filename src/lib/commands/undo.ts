import { accountDocument, documentKind, FIRM_SETTINGS, type DocumentName } from '../domain/document-name.ts';
import { sameValue, type FieldValue } from '../domain/field-value.ts';
import type { GroupId } from '../domain/ids.ts';
import { parseMergeField } from '../domain/merge.ts';
import { hasMergeMarks } from '../documents/merged-reading.ts';
import { seenStamps } from '../documents/record-reading.ts';
import type { FieldState } from '../documents/registers.ts';
import type { Event } from '../protocol/events/event.ts';
import type { CommandResult } from './command-input.ts';
import { commit, type CommandDeps, type Draft } from './commit.ts';
import { mayWriteFirm } from './read-firm.ts';
import { brokenRule } from './record-rules.ts';
import { refuse } from './refusals.ts';

type Changed = Extract<Event, { type: 'record.changed' }>;
type Created = Extract<Event, { type: 'record.created' }>;

/**
 * Takes back what groups of this device wrote, the latest first, each in a group of its own: former values are written again (a new change with a
 * new stamp) where nobody changed them since; records that were created are deleted unless somebody works with them. Taking that back in turn
 * does it again.
 */
export async function undo(
	deps: CommandDeps,
	groups: readonly GroupId[],
): Promise<CommandResult<{ undone: number; kept: number; groups: GroupId[] }>> {
	const total = { undone: 0, kept: 0, groups: [] as GroupId[] };
	for (const group of [...groups].reverse()) {
		const done = await commit(deps, 'undone', async (draft) => {
			const events = await eventsOf(draft, group);
			if (events.some(({ document }) => document === FIRM_SETTINGS) && !mayWriteFirm(deps)) return refuse('forbidden');
			return { ok: true, value: await new TakingBack(draft, events).plan() };
		});
		if (!done.ok) return done;
		total.undone += done.value.undone;
		total.kept += done.value.kept;
		if (done.group !== null) total.groups.push(done.group);
	}
	return { ok: true, value: total, group: total.groups.at(-1) ?? null };
}

async function eventsOf(draft: Draft, group: GroupId): Promise<(Changed | Created)[]> {
	const written = await draft.tx.commands.get(group);
	const rows = written === undefined ? [] : await draft.tx.events.getMany(written.events);
	return rows.flatMap((row) => (row?.event.type === 'record.changed' || row?.event.type === 'record.created' ? row.event : []));
}

/** Takes back what events say was written, in the command that plans it. */
export class TakingBack {
	#draft: Draft;
	#events: readonly (Changed | Created)[];
	#undone = 0;
	#kept = 0;

	constructor(draft: Draft, events: readonly (Changed | Created)[]) {
		this.#draft = draft;
		this.#events = events;
	}

	/** Plans it. @returns how many values were taken back, and how many stay */
	async plan(): Promise<{ undone: number; kept: number }> {
		const created = new Set(this.#events.flatMap((event) => (event.type === 'record.created' ? event.document : [])));
		for (const document of created) await this.#delete(document, created);
		const changed = new Map<DocumentName, Changed[]>();
		for (const event of this.#events) {
			if (event.type === 'record.changed' && !created.has(event.document))
				changed.set(event.document, [...(changed.get(event.document) ?? []), event]);
		}
		for (const [document, events] of changed) await this.#writeBack(document, events);
		return { undone: this.#undone, kept: this.#kept };
	}

	async #writeBack(document: DocumentName, events: readonly Changed[]): Promise<void> {
		const fields = await this.#draft.fields(document);
		const values: Record<string, FieldValue> = {};
		for (const event of events) {
			// A signpost stays: whoever merges the two again needs it no less.
			if (parseMergeField(document, event.field)?.mark === 'from') continue;
			const from = event.from ?? null;
			const untouched = isUntouched(fields.get(event.field), event.to ?? null, event);
			if (!untouched || (await brokenRule(this.#draft.tx, document, event.field, from)) !== null) {
				this.#kept++;
				continue;
			}
			values[event.field] = from;
			this.#undone++;
		}
		this.#draft.change(document, values);
	}

	/** Deletes a record that was created, unless somebody else wrote in it, it was merged, or an account that stays links it. */
	async #delete(document: DocumentName, created: ReadonlySet<DocumentName>): Promise<void> {
		const fields = await this.#draft.fields(document);
		const writers = new Set(this.#events.filter((event) => event.document === document).map(({ writer }) => writer));
		const foreign = hasMergeMarks(document, fields) || [...fields.values()].some(({ winner, also }) => [winner, ...also].some(({ writer }) => !writers.has(writer)));
		const kind = documentKind(document);
		const contact = kind.kind === 'contact' ? await this.#draft.tx.contacts.get(kind.id) : undefined;
		const linked = contact?.accounts.some((account) => !created.has(accountDocument(account))) ?? false;
		if (foreign || linked) {
			this.#kept++;
			return;
		}
		const seen: Record<string, FieldValue> = kind.kind === 'account' ? { deletedSeen: seenStamps(fields) } : {};
		this.#draft.change(document, { deleted: true, ...seen });
		this.#undone++;
	}
}

/** Whether a field still says what an event wrote, by the same writer, and nobody wrote beside it. */
function isUntouched(state: FieldState | undefined, to: FieldValue, { writer }: Changed): boolean {
	if (state === undefined) return to === null;
	return state.also.length === 0 && state.winner.writer === writer && sameValue(state.winner.value, to);
}

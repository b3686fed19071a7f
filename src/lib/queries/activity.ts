import { stampTime } from '../domain/clock.ts';
import type { EventId, ImportId } from '../domain/ids.ts';
import type { Event } from '../protocol/events/event.ts';
import type { EventRow, OutboxGroup } from '../storage/rows.ts';
import type { ActivityPage, ActivityRow } from './rows.ts';

/** Events of one record, newest first: at most so many, or all. */
type ReadEvents = (limit: number) => PromiseLike<EventRow[]>;

/** Events of one command, on average: one read is usually enough for a page of lines. */
const EVENTS_A_LINE = 4;

/**
 * The newest lines of a record's activity.
 * @param lines how many
 * @param isUndone whether an import was taken back: the history that it brought went with it
 * @param wanted leaves out lines that have no change of such a field, which reads the whole history; undefined: all lines
 */
export async function readActivity(
	read: ReadEvents,
	waiting: ReadonlySet<OutboxGroup['group']>,
	lines: number,
	isUndone: (of: ImportId) => boolean,
	wanted?: (field: string) => boolean,
): Promise<ActivityPage> {
	for (let limit = wanted === undefined ? (lines + 1) * EVENTS_A_LINE : Number.POSITIVE_INFINITY; ; limit *= 2) {
		const rows = await read(limit);
		const whole = rows.length < limit;
		const all = toActivity(rows, waiting, isUndone);
		// The rest of the last command may lie beyond what was read.
		if (!whole) all.pop();
		const found = wanted === undefined ? all : all.filter(({ changes }) => changes.some(({ field }) => wanted(field)));
		if (!whole && found.length <= lines) continue;
		const fields = new Set(all.flatMap(({ changes }) => changes.map(({ field }) => field)));
		return { lines: found.slice(0, lines), more: found.length > lines, fields: [...fields] };
	}
}

/** A record's events as activity: what one command changed is one line. Takes events newest first. */
function toActivity(rows: readonly EventRow[], waiting: ReadonlySet<OutboxGroup['group']>, isUndone: (of: ImportId) => boolean): ActivityRow[] {
	const lines = new Map<string, ActivityRow>();
	const brought: ActivityRow[] = [];
	for (const row of rows) {
		const { event } = row;
		if (event.type === 'history.brought' && !isUndone(event.import)) brought.push(...broughtRows(row, event, waiting.has(row.group)));
		if (event.type !== 'record.changed' && event.type !== 'record.created') continue;
		const changes =
			event.type === 'record.created'
				? Object.entries(event.values).map(([field, to]) => ({ field, from: undefined, to }))
				: [{ field: event.field, from: event.from, to: event.to }];
		const line = lines.get(row.group);
		if (line !== undefined && line.why === event.why) {
			line.changes.push(...changes);
			continue;
		}
		lines.set(line === undefined ? row.group : `${row.group}/${event.why}`, {
			event: event.id,
			group: row.group,
			document: event.document,
			at: stampTime(event.at),
			staff: row.staff,
			device: row.device,
			pending: waiting.has(row.group),
			why: event.why,
			changes,
		});
	}
	// Older than all that was done here: what the archive brought stands behind the import that brought it.
	return [...lines.values(), ...brought.sort((a, b) => b.at - a.at)];
}

function broughtRows(row: EventRow, { id, document, lines }: Extract<Event, { type: 'history.brought' }>, pending: boolean): ActivityRow[] {
	return lines.map(({ at, by, why, changes }, i) => ({
		event: `${id}/${i}` as EventId,
		group: row.group,
		document,
		at,
		staff: null,
		device: null,
		pending,
		brought: by,
		why,
		changes: changes.map(({ field, from, to }) => ({ field, from, to })),
	}));
}

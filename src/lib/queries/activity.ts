import { stampTime } from '../domain/clock.ts';
import type { EventRow, OutboxGroup } from '../storage/rows.ts';
import type { ActivityRow } from './rows.ts';

/** A record's events as activity: what one command changed is one line. Takes events newest first. */
export function toActivity(rows: readonly EventRow[], waiting: ReadonlySet<OutboxGroup['group']>): ActivityRow[] {
	const lines = new Map<string, ActivityRow>();
	for (const row of rows) {
		const { event } = row;
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
	return [...lines.values()];
}

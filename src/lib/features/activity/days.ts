import { formats } from '$lib/i18n/format.ts';
import * as m from '$messages';
import type { ActivityRow } from '$lib/queries/rows.ts';

/** The lines of one day of the device's calendar. */
export interface ActivityDay {
	/** ms since 1970 */
	start: number;
	lines: ActivityRow[];
}

/** Lines by the day that they happened on, in the order given. */
export function byDay(lines: readonly ActivityRow[]): ActivityDay[] {
	const days: ActivityDay[] = [];
	for (const line of lines) {
		const start = new Date(line.at).setHours(0, 0, 0, 0);
		const day = days.find((one) => one.start === start);
		if (day === undefined) days.push({ start, lines: [line] });
		else day.lines.push(line);
	}
	return days;
}

/** A day as people call it. */
export function dayWord(start: number, now: number): string {
	const today = new Date(now).setHours(0, 0, 0, 0);
	if (start === today) return m.activity_today();
	const yesterday = new Date(today);
	yesterday.setDate(yesterday.getDate() - 1);
	return start === yesterday.getTime() ? m.activity_yesterday() : formats().date(start);
}

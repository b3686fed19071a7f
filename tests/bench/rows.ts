/** One line of the table: what was measured, against which goal. */
export interface BenchRow {
	what: string;
	figure: string;
	goal: string;
	/** Whether the goal is met; null where the figure is for information. */
	met: boolean | null;
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
	const sorted = [...numbers].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** A figure that must not be greater than its goal. */
export function atMost(what: string, value: number, goal: number, unit: string): BenchRow {
	return { what, figure: `${round(value)} ${unit}`, goal: `≤ ${goal} ${unit}`, met: value <= goal };
}

/** A figure for information. */
export function shown(what: string, value: number, unit: string): BenchRow {
	return { what, figure: `${round(value)} ${unit}`, goal: '', met: null };
}

/** What could not be measured, and why. */
export function missed(what: string, why: string): BenchRow {
	return { what: `${what}: ${why}`, figure: '-', goal: '', met: false };
}

/** The rows as a table of text. */
export function table(rows: readonly BenchRow[]): string {
	const widths = (['what', 'figure', 'goal'] as const).map((key) => Math.max(...rows.map((row) => row[key].length)));
	return rows
		.map((row) => {
			const mark = row.met === null ? ' ' : row.met ? '✓' : '✗';
			return `${mark} ${row.what.padEnd(widths[0] ?? 0)}  ${row.figure.padStart(widths[1] ?? 0)}  ${row.goal.padEnd(widths[2] ?? 0)}`.trimEnd();
		})
		.join('\n');
}

function round(value: number): number {
	return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/** How many rows or records a part is to be measured with: `--rows`, where it was said. */
export function rowsAsked(usual: number): number {
	const place = process.argv.indexOf('--rows');
	return place < 0 ? usual : Number(process.argv[place + 1]);
}

import * as z from 'zod';

/** What a run of one kind came to. */
export interface Tally {
	passed: number;
	failed: number;
	skipped: number;
}

/** The part of vitest's JSON report that is counted. */
const vitestReport = z.object({
	testResults: z.array(
		z.object({
			name: z.string(),
			status: z.string(),
			assertionResults: z.array(z.object({ status: z.string() })),
		}),
	),
});

/** The part of Playwright's JSON report that is counted; `errors` are those outside of any test. */
const playwrightReport = z.object({
	errors: z.array(z.unknown()),
	stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

/**
 * Counts vitest's report by kind. `kindOf` names the kind of a test file.
 * A file that failed before or around its tests counts as one failure more.
 */
export function tallyVitest(report: unknown, kindOf: (file: string) => string): Map<string, Tally> {
	const kinds = new Map<string, Tally>();
	for (const { name, status, assertionResults } of vitestReport.parse(report).testResults) {
		const tally = kinds.get(kindOf(name)) ?? { passed: 0, failed: 0, skipped: 0 };
		kinds.set(kindOf(name), tally);
		const failed = assertionResults.filter((test) => test.status === 'failed').length;
		const passed = assertionResults.filter((test) => test.status === 'passed').length;
		tally.passed += passed;
		tally.skipped += assertionResults.length - passed - failed;
		tally.failed += status === 'failed' && failed === 0 ? 1 : failed;
	}
	return kinds;
}

/** Counts Playwright's report. A test that passed only when it was tried again has failed. */
export function tallyPlaywright(report: unknown): Tally {
	const { errors, stats } = playwrightReport.parse(report);
	return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped };
}

/** The closing line: how many passed and failed in all, and how many were skipped if any were. */
export function closingLine(tallies: Iterable<Tally>): string {
	const sum = { passed: 0, failed: 0, skipped: 0 };
	for (const tally of tallies) {
		sum.passed += tally.passed;
		sum.failed += tally.failed;
		sum.skipped += tally.skipped;
	}
	return `${sum.passed} passed, ${sum.failed} failed${sum.skipped === 0 ? '' : `, ${sum.skipped} skipped`}`;
}

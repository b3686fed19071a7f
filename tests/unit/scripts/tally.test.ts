import { expect, test } from 'vitest';
import { closingLine, tallyPlaywright, tallyVitest } from '../../../scripts/test/tally.ts';

test('tests are counted by kind, and a file that fails around its tests counts as a failure', () => {
	const file = (name: string, status: string, ...tests: string[]) => ({ name, status, assertionResults: tests.map((each) => ({ status: each })) });
	const report = {
		testResults: [
			file('unit/a', 'passed', 'passed', 'passed', 'skipped'),
			file('unit/b', 'failed', 'passed', 'failed'),
			file('browser/c', 'failed'),
			file('browser/d', 'failed', 'passed'),
		],
	};
	const kinds = tallyVitest(report, (name) => name.split('/')[0] ?? '');
	expect(kinds.get('unit')).toEqual({ passed: 3, failed: 1, skipped: 1 });
	expect(kinds.get('browser')).toEqual({ passed: 1, failed: 2, skipped: 0 });
	expect(closingLine(kinds.values())).toBe('4 passed, 3 failed, 1 skipped');
});

test('an end-to-end test that passed only at a second try has failed', () => {
	const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 0 };
	expect(tallyPlaywright({ errors: [], stats })).toEqual({ passed: 5, failed: 2, skipped: 0 });
	expect(tallyPlaywright({ errors: [{}], stats })).toEqual({ passed: 5, failed: 3, skipped: 0 });
	expect(closingLine([{ passed: 5, failed: 0, skipped: 0 }])).toBe('5 passed, 0 failed');
});

import { defineConfig, type ReporterDescription } from '@playwright/test';
import { chromiumLaunch } from '../support/browsers.ts';

const report = process.env.E2E_REPORT;
const reporters: ReporterDescription[] = [['list']];
if (report !== undefined) reporters.push(['json', { outputFile: report }]);

/** End to end: the built app, a relay of its own for each file, real browsers. Run by `npm test`, or alone by `npm test e2e`. */
export default defineConfig({
	testDir: '.',
	testMatch: '**/*.e2e.ts',
	outputDir: '../../test-results/e2e',
	reporter: reporters,
	// One after another: these tests promise times, and two browsers on two cores would slow each other down.
	workers: 1,
	retries: 0,
	forbidOnly: process.env.CI !== undefined,
	timeout: 120_000,
	expect: { timeout: 15_000 },
	use: {
		browserName: 'chromium',
		headless: true,
		launchOptions: chromiumLaunch(),
		viewport: { width: 1280, height: 800 },
		locale: 'en-GB',
		timezoneId: 'Europe/Paris',
		trace: 'off',
		screenshot: 'only-on-failure',
	},
});

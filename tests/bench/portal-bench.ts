import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChromium } from '../support/engines/chromium.ts';
import { openPortalStage } from '../support/portal-stage.ts';
import { atMost, median, type BenchRow } from './rows.ts';

const VISITS = 5;
/** Chrome's own "Slow 4G" (WebPageTest's Mobile 4G, slow): 150 ms a round trip, 1.6 Mbit/s down; and a processor four times slower. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };
const SLOWER = 4;

/** What the activation page weighs, and how long a phone on a slow line waits for a form that takes a password. */
export async function measurePortal(): Promise<BenchRow[]> {
	const stage = await openPortalStage();
	const folder = mkdtempSync(join(tmpdir(), 'carnet-bench-'));
	const browser = await openChromium(folder);
	try {
		const { token } = await stage.invite({ message: 'Bonjour' });
		const { page, context } = browser;
		await page.setViewportSize({ width: 390, height: 844 });
		const line = await context.newCDPSession(page);
		await line.send('Network.enable');
		await line.send('Network.setCacheDisabled', { cacheDisabled: true });
		// Gzip is the least that every browser takes; most get Brotli, which is smaller.
		await line.send('Network.setExtraHTTPHeaders', { headers: { 'Accept-Encoding': 'gzip' } });
		await line.send('Network.emulateNetworkConditions', SLOW_4G);
		await line.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
		const times: number[] = [];
		let bytes = 0;
		for (let visit = 0; visit < VISITS; visit++) {
			await page.goto('about:blank');
			const began = performance.now();
			await page.goto(`${stage.relay.url}/portal/activate#t=${token}`, { waitUntil: 'commit' });
			await page.getByRole('button', { name: 'Activate my access' }).waitFor();
			times.push(performance.now() - began);
			bytes = await page.evaluate(() => {
				const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
				return entries.filter(({ name }) => /\.(?:js|css)$/.test(new URL(name).pathname)).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
			});
		}
		return [
			atMost('activation page, script and style, gzipped', bytes / 1_000, 60, 'kB'),
			atMost('activation page usable, slow 4G and a slow phone', median(times) / 1_000, 3, 's'),
		];
	} finally {
		await browser.kill();
		await stage.close();
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

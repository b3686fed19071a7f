import { expect, test } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumEngine } from '../support/engines/chromium.ts';
import type { EngineWindow } from '../support/engines/engine.ts';
import { firefoxEngine } from '../support/engines/firefox.ts';
import { webkitEngine } from '../support/engines/webkit.ts';
import { startRelay, type TestRelay } from '../support/relay.ts';
import { createCompany, createIndividual, setUpFirm } from '../support/steps.ts';

for (const [name, engine] of [['Chromium', chromiumEngine], ['Firefox', firefoxEngine()], ['WebKit', webkitEngine()]] as const) {
	test(`in ${name}, accounts created with no connection are there after the browser was killed, still with no connection`, async ({}, info) => {
		test.skip(engine === null, `${name} is not installed`);
		if (engine === null) return;
		const profile = mkdtempSync(join(tmpdir(), `carnet-${engine.name}-`));
		let relay: TestRelay | null = await startRelay();
		const { url } = relay;
		let window: EngineWindow | null = null;
		try {
			window = await engine.open(profile);
			await setUpFirm(window, url);
			await relay.close();
			relay = null;

			await createIndividual(window, { firstName: 'Élise', lastName: 'Dupré' });
			// The record that was made is shown first.
			await window.sees('Not yet synced');
			await window.click('link', 'Clients');
			await createCompany(window, 'Ateliers du Lac', { firstName: 'Jean', lastName: 'Lefebvre' });
			await window.kill();

			window = await engine.open(profile);
			await window.goto(`${url}/clients`);
			await window.sees('Élise Dupré');
			await window.sees('Ateliers du Lac');
			await window.sees('2 changes waiting');
			await window.screenshot(info.outputPath('reopened.png'));
			expect(await window.text()).not.toContain('No accounts yet');
		} catch (error) {
			await window?.screenshot(info.outputPath('failed.png')).catch(() => {});
			throw error;
		} finally {
			await window?.kill();
			await relay?.close();
			rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
		}
	});
}

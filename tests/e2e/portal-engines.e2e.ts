import { expect, test } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firefoxEngine } from '../support/engines/firefox.ts';
import { webkitEngine } from '../support/engines/webkit.ts';
import { GOOD, openPortalStage } from '../support/portal-stage.ts';

// Chromium has the whole of portal.e2e.ts; here is the way that every client goes, in the engines of the other phones.
for (const [name, engine] of [['webkit', webkitEngine()], ['firefox', firefoxEngine()]] as const) {
	test(`POR-2, POR-14 in ${name} a client follows the link, chooses a password, sees their folders, leaves and comes back`, async ({}, info) => {
		test.skip(engine === null, `${name} is not installed`);
		if (engine === null) return;
		const profile = mkdtempSync(join(tmpdir(), `carnet-${name}-`));
		const stage = await openPortalStage();
		const window = await engine.open(profile);
		try {
			const { token } = await stage.invite({ message: 'Bonjour Léa' });
			await window.goto(`${stage.relay.url}/portal/activate#t=${token}`);
			// The browser's own language is the machine's: the page is brought to English, if it is not.
			await window.sees('Bonjour Léa');
			if (!(await window.text()).includes('Choose a password')) await window.click('button', 'English');
			await window.fill('Choose a password', 'court');
			await window.click('button', 'Activate my access');
			await window.sees('This password is refused');
			await window.fill('Choose a password', GOOD);
			await window.click('button', 'Activate my access');
			await window.sees('Martin');
			await window.sees('Documents du cabinet');
			await window.screenshot(info.outputPath('home.png'));
			await window.click('button', 'Sign out');
			await window.fill('E-mail', 'lea@exemple.fr');
			await window.fill('Password', GOOD);
			await window.click('button', 'Sign in');
			await window.sees('Documents du cabinet');
			const activated = (await stage.book.events()).filter((event) => event.type === 'invitation.activated');
			expect(activated).toHaveLength(1);
			await window.close();
		} finally {
			await window.kill();
			await stage.close();
			rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
		}
	});
}

import { expect, type Browser, type Page } from '@playwright/test';
import type { Profile } from '../../src/lib/domain/staff.ts';
import { startMailServer, tokenOf, type MailServer } from './mail-server.ts';
import { FIRM, setUpFirm, startRelay, type TestBrowser, type TestRelay } from './relay.ts';

/** Somebody who is signed in: the cookies, and what the app keeps of them. */
export interface SignedIn {
	browser: TestBrowser;
	profile: Profile;
}

/** A firm on a relay of its own, with its owner signed in, and a mail server for invitations. */
export interface TestFirm {
	relay: TestRelay;
	owner: SignedIn;
	/** A member, who was invited and joined. */
	colleague(): Promise<SignedIn>;
	/** Another device of the owner. */
	secondDevice(): Promise<SignedIn>;
	/** A page of a browser profile in which somebody is signed in already. */
	open(browser: Browser, who: SignedIn, path: string): Promise<Page>;
	close(): Promise<void>;
}

export async function startFirm(): Promise<TestFirm> {
	const mail: MailServer = await startMailServer();
	const relay = await startRelay({ environment: { SMTP_URL: mail.url } });
	const ownersBrowser = relay.browser();
	const owner = { browser: ownersBrowser, profile: (await setUpFirm(ownersBrowser, { locale: 'en' })) as Profile };
	return {
		relay,
		owner,
		colleague: async () => {
			const email = 'paul@durand.example';
			await owner.browser.post('/api/staff/invitations', { email, role: 'member' });
			await expect
				.poll(async () => {
					await relay.server.deliverMail();
					return mail.received.filter(({ envelope }) => envelope.to.includes(email)).length;
				})
				.toBeGreaterThan(0);
			const browser = relay.browser();
			const answer = await browser.post('/api/staff/join', {
				token: tokenOf(mail.linkTo(email)),
				name: 'Paul Petit',
				password: 'trois-girafes-en-velours',
				locale: 'en',
				deviceName: 'Firefox',
			});
			return { browser, profile: answer.body as Profile };
		},
		secondDevice: async () => {
			const browser = relay.browser();
			const answer = await browser.post('/api/sign-in', {
				email: FIRM.email,
				password: FIRM.password,
				device: { name: 'Tablet' },
			});
			return { browser, profile: answer.body as Profile };
		},
		open: async (browser, who, path) => {
			const context = await browser.newContext();
			await context.addCookies([...who.browser.cookies].map(([name, value]) => ({ name, value, url: relay.url })));
			await context.addInitScript(
				(profile) => localStorage.getItem('carnet.profile') ?? localStorage.setItem('carnet.profile', profile),
				JSON.stringify(who.profile),
			);
			const page = await context.newPage();
			await page.goto(relay.url + path);
			return page;
		},
		close: async () => {
			await relay.close();
			await mail.close();
		},
	};
}

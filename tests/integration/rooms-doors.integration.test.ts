import { afterEach, beforeEach, expect, test } from 'vitest';
import { accountDocument } from '../../src/lib/domain/document-name.ts';
import type { Profile } from '../../src/lib/domain/staff.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { created, individual } from '../support/device.ts';
import { FIRM, closeCode, setUpFirm, startRelay, type TestBrowser, type TestRelay } from '../support/relay.ts';
import { startDevice, type ReplicatingDevice } from '../support/replicating-device.ts';
import { RoomPeer } from '../support/room-peer.ts';

const platform = createPlatform();

let relay: TestRelay;
let laptop: TestBrowser;
let device: ReplicatingDevice;
let document: string;

beforeEach(async () => {
	relay = await startRelay();
	laptop = relay.browser();
	device = await startDevice((await setUpFirm(laptop)) as Profile, () => laptop.socket('/sync/log'));
	const { account } = await created(device.deps, individual('Léa', 'Martin'));
	document = accountDocument(account);
	await expect.poll(() => device.store.read((tx) => tx.outbox.pending(0, 1))).toEqual([]);
});
afterEach(async () => {
	device.stop();
	await relay.close();
});

async function signIn(): Promise<TestBrowser> {
	const browser = relay.browser();
	const answer = await browser.post('/api/sign-in', {
		email: FIRM.email,
		password: FIRM.password,
		device: { name: 'Tablet' },
	});
	expect(answer.status).toBe(200);
	return browser;
}

test("ROOM-18 whoever is signed in gets into their firm's rooms, under the name that the relay knows", async () => {
	const tablet = await signIn();
	const [a, b] = await Promise.all([
		RoomPeer.over(laptop.socket(`/sync/rooms/${document}`)),
		RoomPeer.over(tablet.socket(`/sync/rooms/${encodeURIComponent(document)}`)),
	]);
	expect(Object.keys(a.doc.getMap('record').toJSON()).length).toBeGreaterThan(3);
	b.awareness([{ client: 3, clock: 1, state: { user: { name: 'Somebody else' } } }]);
	await a.until(() => a.presence.length > 0);
	expect(a.presence[0]?.state.user).toMatchObject({ name: 'Anne Durand', initials: 'AD' });
	a.close();
	b.close();
});

test('ROOM-18 without a session it closes with 4401, from a foreign page there is no upgrade, and an ended session leaves at once', async () => {
	expect(await closeCode(relay.browser().socket(`/sync/rooms/${document}`))).toBe(4401);
	const foreign = laptop.socket(`/sync/rooms/${document}`, { Origin: 'https://evil.example' });
	expect(await closeCode(foreign)).toBe(1006);
	const tablet = await signIn();
	const peer = await RoomPeer.over(tablet.socket(`/sync/rooms/${document}`));
	expect((await tablet.post('/api/sign-out')).status).toBeLessThan(300);
	expect(await peer.closed).toMatchObject({ code: 4401 });
});

test('ROOM-18 a name that no document can have closes with 4404', async () => {
	expect(await closeCode(laptop.socket(`/sync/rooms/account:${platform.uuid().toUpperCase()}`))).toBe(4404);
});

import { describe, expect, test, vi } from 'vitest';
import type { ApiResult } from '../../../src/lib/app/api-call.ts';
import type { Carnet } from '../../../src/lib/app/carnet.ts';
import { SessionState } from '../../../src/lib/app/session-state.svelte.ts';
import type { Profile } from '../../../src/lib/domain/staff.ts';
import { readDeviceId } from '../../../src/lib/platform/profile-store.ts';
import type { ConnectionState, StatusFacts } from '../../../src/lib/replication/status.ts';
import { MemoryStorage } from '../../support/memory-storage.ts';

const anne: Profile = {
	firmId: '01900000-0000-7000-8000-00000000000a' as Profile['firmId'],
	firmName: 'Moreau & Hughes',
	firmCountry: 'FR',
	firmLocale: 'fr',
	staffId: '01900000-0000-7000-8000-00000000000b' as Profile['staffId'],
	staffName: 'Anne Moreau',
	email: 'anne@moreau.example',
	role: 'owner',
	deviceId: 'AAAAAAAAAAAA' as Profile['deviceId'],
	deviceName: 'Chrome on Linux',
};
const paul: Profile = {
	...anne,
	staffId: '01900000-0000-7000-8000-00000000000c' as Profile['staffId'],
	staffName: 'Paul Hughes',
	email: 'paul@moreau.example',
	deviceId: 'BBBBBBBBBBBB' as Profile['deviceId'],
};

/** A browser profile: what is kept outlives the page, books record what is done with them. */
function browserProfile() {
	const storage = new MemoryStorage();
	let kept: Profile | null | undefined;
	const relay = { reached: true, who: { ok: true, value: anne } as ApiResult<Profile> };
	const log: string[] = [];
	const held = new Set<string>();
	let tell: (connection: ConnectionState) => void = () => {};
	const openBook = async (profile: Profile): Promise<Carnet> => {
		log.push(`open ${profile.staffName}`);
		const status = () => (heard: (facts: StatusFacts) => void) => {
			tell = (connection) =>
				heard({ connection, waiting: 0, waitingSince: null, setAside: 0, notSaved: null, lastSynced: null });
			return () => {
				tell = () => {};
			};
		};
		return {
			profile,
			queries: { status },
			retryNow: () => log.push('retry'),
			close: async () => void log.push(`close ${profile.staffName}`),
		} as unknown as Carnet;
	};
	const start = async () => {
		const session = new SessionState({
			storage,
			safe: {
				read: async () => kept,
				write: async (profile) => {
					kept = profile;
				},
			},
			openBook,
			eraseBook: async (profile) => {
				if (held.has(profile.staffName)) throw new Error('held');
				log.push(`erase ${profile.staffName}`);
			},
			endSession: async () => {
				if (relay.reached) log.push('end session');
				return relay.reached;
			},
			askWho: async () => relay.who,
		});
		await session.start();
		return session;
	};
	return { storage, relay, log, held, start, connection: (state: ConnectionState) => tell(state) };
}

describe('opening', () => {
	test('a profile opens its book without asking the relay', async () => {
		const profile = browserProfile();
		await (await profile.start()).signedIn(anne);
		profile.relay.reached = false;
		const session = await profile.start();
		expect(session.current.phase).toBe('open');
		expect(session.profile).toEqual(anne);
		expect(profile.log).toEqual(['open Anne Moreau', 'open Anne Moreau']);
	});

	test('nobody is signed in on a new browser', async () => {
		expect((await browserProfile().start()).current.phase).toBe('signed-out');
	});
});

describe('signing in again', () => {
	test('as the same person leaves the open book where it is and connects at once', async () => {
		const profile = browserProfile();
		const session = await profile.start();
		await session.signedIn(anne);
		const before = session.current;
		await session.signedIn({ ...anne, role: 'admin' });
		expect(session.current).toBe(before);
		expect(session.profile?.role).toBe('admin');
		expect(profile.log).toEqual(['open Anne Moreau', 'retry']);
	});

	test('as someone else closes the first person’s book before the other is opened', async () => {
		const profile = browserProfile();
		const session = await profile.start();
		await session.signedIn(anne);
		await session.signedIn(paul);
		expect(profile.log).toEqual(['open Anne Moreau', 'close Anne Moreau', 'open Paul Hughes']);
	});

	test('is the same device as before signing out', async () => {
		const profile = browserProfile();
		const session = await profile.start();
		await session.signedIn(anne);
		await session.signOut({ erase: false });
		expect(readDeviceId(profile.storage, 'ANNE@moreau.example')).toBe(anne.deviceId);
		expect(readDeviceId(profile.storage, 'paul@moreau.example')).toBeNull();
	});
});

describe('signing out', () => {
	test('keeps the book on the device', async () => {
		const profile = browserProfile();
		const session = await profile.start();
		await session.signedIn(anne);
		expect(await session.signOut({ erase: false })).toBe(true);
		expect(profile.log).toEqual(['open Anne Moreau', 'close Anne Moreau', 'end session']);
		expect((await profile.start()).current.phase).toBe('signed-out');
	});

	test('erases it when asked to, after it is closed', async () => {
		const profile = browserProfile();
		const session = await profile.start();
		await session.signedIn(anne);
		await session.signOut({ erase: true });
		expect(profile.log.slice(-3)).toEqual(['close Anne Moreau', 'end session', 'erase Anne Moreau']);
		expect(readDeviceId(profile.storage, anne.email)).toBeNull();
	});

	test('with no connection works at once; the relay is told at a later start, and once', async () => {
		const profile = browserProfile();
		const session = await profile.start();
		await session.signedIn(anne);
		profile.relay.reached = false;
		await session.signOut({ erase: false });
		expect(session.current.phase).toBe('signed-out');
		profile.relay.reached = true;
		await profile.start();
		await profile.start();
		expect(profile.log.filter((line) => line === 'end session')).toHaveLength(1);
	});

	test('with no connection does not end the session of whoever signed in since', async () => {
		const profile = browserProfile();
		const session = await profile.start();
		await session.signedIn(anne);
		profile.relay.reached = false;
		await session.signOut({ erase: false });
		profile.relay.reached = true;
		await session.signedIn(paul);
		await profile.start();
		expect(profile.log).not.toContain('end session');
	});

	test('while another tab holds the book says so, and erases it at a later start', async () => {
		const profile = browserProfile();
		const session = await profile.start();
		await session.signedIn(anne);
		profile.held.add('Anne Moreau');
		expect(await session.signOut({ erase: true })).toBe(false);
		profile.held.clear();
		await profile.start();
		expect(profile.log).toContain('erase Anne Moreau');
	});

	test('in one tab closes the book in the others', async () => {
		const profile = browserProfile();
		const here = await profile.start();
		await here.signedIn(anne);
		const there = await profile.start();
		await here.signOut({ erase: false });
		await there.follow();
		expect(there.current.phase).toBe('signed-out');
	});
});

describe('a removed device', () => {
	const removed: ApiResult<Profile> = { ok: false, problem: { kind: 'refused', error: 'device-removed', body: null } };

	test('erases its copy and says so', async () => {
		const profile = browserProfile();
		const session = await profile.start();
		await session.signedIn(anne);
		profile.relay.who = removed;
		profile.connection({ state: 'removed' });
		await vi.waitFor(() => expect(session.current).toEqual({ phase: 'removed', erased: true }));
		expect(profile.log.slice(-2)).toEqual(['close Anne Moreau', 'erase Anne Moreau']);
		expect((await profile.start()).current.phase).toBe('signed-out');
	});

	test.each<[string, ApiResult<Profile>]>([
		['who is signed in after all', { ok: true, value: anne }],
		['that only the session has ended', { ok: false, problem: { kind: 'refused', error: 'signed-out', body: null } }],
		['nothing', { ok: false, problem: { kind: 'offline' } }],
	])('keeps everything where an ordinary call says %s', async (_, answer) => {
		const profile = browserProfile();
		const session = await profile.start();
		await session.signedIn(anne);
		profile.relay.who = answer;
		profile.connection({ state: 'removed' });
		await Promise.resolve();
		expect(session.current.phase).toBe('open');
		expect(profile.log).toEqual(['open Anne Moreau']);
	});
});

test('a role that changed while the device was away is taken over when the relay is met again', async () => {
	const profile = browserProfile();
	const session = await profile.start();
	await session.signedIn(anne);
	profile.relay.who = { ok: true, value: { ...anne, role: 'member' } };
	profile.connection({ state: 'current', at: 0 });
	await vi.waitFor(() => expect(session.profile?.role).toBe('member'));
	expect(session.current.phase).toBe('open');
});

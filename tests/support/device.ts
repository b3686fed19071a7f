import { createAccount } from '../../src/lib/commands/create-account.ts';
import type { CommandResult, NewAccount } from '../../src/lib/commands/command-input.ts';
import type { CommandDeps } from '../../src/lib/commands/commit.ts';
import { EMPTY_ADDRESS } from '../../src/lib/domain/address.ts';
import type { DeviceId, FirmId, StaffId, WriterId } from '../../src/lib/domain/ids.ts';
import type { Profile } from '../../src/lib/domain/staff.ts';
import { formatUuidV7 } from '../../src/lib/platform/browser-platform.ts';
import type { Platform } from '../../src/lib/platform/platform.ts';
import { projectBook } from '../../src/lib/projections/project-book.ts';
import type { BookStore } from '../../src/lib/storage/book-store.ts';
import { OpenDocuments } from '../../src/lib/storage/open-documents.ts';

export const FIRM = '01900000-0000-7000-8000-000000000001' as FirmId;
export const OWNER = '01900000-0000-7000-8000-000000000002' as StaffId;

/** A platform that a test controls: the same seed gives the same ids; time moves when the test says so. */
export interface TestPlatform extends Platform {
	time: number;
}

export function testPlatform(seed: number, time = Date.UTC(2026, 10, 24, 9)): TestPlatform {
	let state = seed | 0;
	function random(): number {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	}
	const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
	let counter = 0;
	const platform: TestPlatform = {
		time,
		now: () => platform.time,
		uuid: () => formatUuidV7(platform.time, counter++ & 0xfff, Uint8Array.from({ length: 8 }, () => Math.floor(random() * 256))),
		letters: (n) => Array.from({ length: n }, () => letters[Math.floor(random() * letters.length)]).join(''),
		clientId: () => Math.floor(random() * 2 ** 32),
		random,
	};
	return platform;
}

export function testProfile(device: string, changes: Partial<Profile> = {}): Profile {
	return {
		firmId: FIRM,
		firmName: 'Cabinet Garnier',
		firmCountry: 'FR',
		firmLocale: 'fr',
		staffId: OWNER,
		staffName: 'Agnès Garnier',
		email: 'agnes@cabinet.example',
		role: 'owner',
		deviceId: device.padEnd(12, '0') as DeviceId,
		deviceName: device,
		...changes,
	};
}

/** What commands need, over any store. */
export function testDeps(store: BookStore, platform: Platform, profile: Profile): CommandDeps {
	return {
		store,
		documents: new OpenDocuments(platform),
		project: projectBook,
		platform,
		profile,
		writer: `${profile.deviceId}.${platform.letters(5)}` as WriterId,
		committed: () => undefined,
	};
}

/** An individual with one new contact. */
export function individual(firstName: string, lastName: string, changes: Partial<NewAccount> = {}): NewAccount {
	return {
		type: 'individual',
		name: '',
		companyName: '',
		companyAddress: EMPTY_ADDRESS,
		contacts: [{ create: { firstName, lastName, email: '', phones: [] }, switches: { login: false, notify: false, sync: false } }],
		...changes,
	};
}

/** Creates an account that the command must take. */
export async function created(deps: CommandDeps, input: NewAccount) {
	return answerOf(await createAccount(deps, input));
}

/** What a command that must not refuse answered. */
export function answerOf<T>(result: CommandResult<T>): T {
	if (!result.ok) throw new Error(JSON.stringify(result.problems));
	return result.value;
}

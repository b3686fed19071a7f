import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AccountId, ContactId, DeviceId, FirmId, InvitationId, StaffId } from '../../src/lib/domain/ids.ts';
import {
	activateInvitation,
	endInvitations,
	expireInvitation,
	dueInvitations,
	findByToken,
	hasInvitation,
	insertInvitation,
	mailsSince,
	openInvitation,
	type NewInvitation,
} from '../../sync-server/invitations/invitation-store.ts';
import { migrate } from '../../sync-server/store/migrate.ts';
import type { Database } from '../../sync-server/store/sql.ts';
import { storeEngines } from '../support/store-engines.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const WEEK = 7 * 24 * 60 * 60_000;
const id = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const FIRM = id(1) as FirmId;
const CONTACT = id(21) as ContactId;
const ONE = id(11) as AccountId;
const TWO = id(12) as AccountId;
const token = (n: number) => `${n}`.padStart(43, 'x');

function invitation(n: number, changes: Partial<NewInvitation> = {}): NewInvitation {
	return {
		firm: FIRM,
		id: id(100 + n) as InvitationId,
		contact: CONTACT,
		email: 'Lea@exemple.fr',
		locale: 'fr',
		message: 'Bonjour',
		staff: id(31) as StaffId,
		device: 'Anna00000000' as DeviceId,
		createdAt: NOW + n,
		expiresAt: NOW + n + WEEK,
		accounts: [ONE],
		token: token(n),
		state: 'open',
		...changes,
	};
}

describe.each(storeEngines())('invitations on $name', (engine) => {
	let database: Database;
	beforeAll(() => engine.start());
	afterAll(() => engine.stop());
	beforeEach(async () => {
		database = engine.open(await engine.place());
		await migrate(database);
	});
	afterEach(() => database.close());
	const inTransaction = <T>(body: Parameters<typeof database.transaction<T>>[0]) => database.transaction(body);

	test('INV-4 an invitation is found by its token, and the database has only the hash of it', async () => {
		expect(await insertInvitation(database, invitation(1))).toBe(true);
		expect(await findByToken(database, token(1), NOW + 5)).toEqual({
			state: 'open',
			invitation: {
				firm: FIRM,
				id: id(101),
				contact: CONTACT,
				email: 'Lea@exemple.fr',
				locale: 'fr',
				message: 'Bonjour',
				staff: id(31),
				createdAt: NOW + 1,
				expiresAt: NOW + 1 + WEEK,
				accounts: [ONE],
			},
		});
		expect(await findByToken(database, token(2), NOW + 5)).toEqual({ state: 'unknown' });
		const row = await database.get('SELECT token_hash FROM invitations');
		expect(Buffer.from(row?.token_hash as Uint8Array).includes(token(1))).toBe(false);
	});

	test('INV-4 looking changes nothing; of two who use it at once one succeeds; afterwards it is used', async () => {
		await insertInvitation(database, invitation(1, { accounts: [ONE, TWO] }));
		for (let i = 0; i < 100; i++) await findByToken(database, token(1), NOW + 5);
		const outcomes = await Promise.all(
			[1, 2].map(() => inTransaction((sql) => activateInvitation(sql, FIRM, id(101) as InvitationId, NOW + 6))),
		);
		expect(outcomes.filter((outcome) => outcome !== null)).toEqual([[ONE, TWO]]);
		expect((await findByToken(database, token(1), NOW + 7)).state).toBe('used');
		expect(await database.all('SELECT contact_id, account_id FROM portal_access ORDER BY account_id')).toEqual([
			{ contact_id: CONTACT, account_id: ONE },
			{ contact_id: CONTACT, account_id: TWO },
		]);
	});

	test('INV-4 after seven days it has expired, and can not be used', async () => {
		await insertInvitation(database, invitation(1));
		const late = NOW + 1 + WEEK;
		expect((await findByToken(database, token(1), late)).state).toBe('expired');
		expect(await activateInvitation(database, FIRM, id(101) as InvitationId, late)).toBeNull();
		expect(await dueInvitations(database, late - 1, 10)).toEqual([]);
		expect(await dueInvitations(database, late, 10)).toEqual([{ firm: FIRM, invitation: id(101) }]);
		expect(await expireInvitation(database, FIRM, id(101) as InvitationId, late)).toBe(true);
		expect(await expireInvitation(database, FIRM, id(101) as InvitationId, late)).toBe(false);
		expect(await dueInvitations(database, late, 10)).toEqual([]);
		expect((await findByToken(database, token(1), late)).state).toBe('expired');
	});

	test('INV-5 it ends for one account and lives on for the other; without any it is dead, with the reason', async () => {
		await insertInvitation(database, invitation(1, { accounts: [ONE, TWO] }));
		expect(await endInvitations(database, FIRM, { account: ONE, contact: CONTACT }, 'login-off', NOW + 5)).toEqual([
			{ invitation: id(101), accounts: [ONE] },
		]);
		expect(await findByToken(database, token(1), NOW + 6)).toMatchObject({
			state: 'open',
			invitation: { accounts: [TWO] },
		});
		expect(await endInvitations(database, FIRM, { account: ONE }, 'archived', NOW + 7)).toEqual([]);
		await endInvitations(database, FIRM, { account: TWO }, 'archived', NOW + 7);
		expect((await findByToken(database, token(1), NOW + 8)).state).toBe('archived');
		expect(await activateInvitation(database, FIRM, id(101) as InvitationId, NOW + 9)).toBeNull();
	});

	test('INV-5 a newer one replaces the older link for what both name', async () => {
		await insertInvitation(database, invitation(1));
		await insertInvitation(database, invitation(2));
		const newer = id(102) as InvitationId;
		expect(await openInvitation(database, FIRM, [CONTACT], [ONE], NOW + 5)).toEqual({ id: newer, staff: id(31) });
		await endInvitations(database, FIRM, { account: ONE, contact: CONTACT, except: newer }, 'replaced', NOW + 5);
		expect((await findByToken(database, token(1), NOW + 6)).state).toBe('replaced');
		expect((await findByToken(database, token(2), NOW + 6)).state).toBe('open');
	});

	test('INV-4 the same request again changes nothing, and is known, also where no mail was made', async () => {
		await insertInvitation(database, invitation(1));
		expect(await insertInvitation(database, invitation(1, { email: 'other@exemple.fr', token: token(9) }))).toBe(false);
		expect(await findByToken(database, token(9), NOW)).toEqual({ state: 'unknown' });
		for (const n of [2, 3])
			expect(await insertInvitation(database, invitation(n, { token: null, state: 'refused', accounts: [] }))).toBe(
				true,
			);
		expect(await hasInvitation(database, FIRM, id(102) as InvitationId)).toBe(true);
		expect(await hasInvitation(database, id(2) as FirmId, id(102) as InvitationId)).toBe(false);
		expect(await mailsSince(database, FIRM, [CONTACT], NOW)).toEqual([
			{ invitation: id(101), account: ONE, at: NOW + 1 },
		]);
		expect(await mailsSince(database, FIRM, [CONTACT], NOW + 1)).toEqual([]);
	});
});

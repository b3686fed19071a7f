import { afterEach, describe, expect, test } from 'vitest';
import { startMany, WorkerCommands } from '../../src/lib/app/worker-commands.ts';
import type { Commands } from '../../src/lib/commands/command-input.ts';
import { createAccounts } from '../../src/lib/commands/create-account.ts';
import { createCommands } from '../../src/lib/commands/create-commands.ts';
import { makeSamples } from '../../src/lib/commands/samples/make-samples.ts';
import type { AccountId, TagId } from '../../src/lib/domain/ids.ts';
import { createBrowserPlatform } from '../../src/lib/platform/browser-platform.ts';
import { BookDatabase, bookName, createDexieStore } from '../../src/lib/storage/dexie-store.ts';
import { answerOf, testDeps, testProfile } from '../support/device.ts';

const MANY = 240;

/** A book whose commands about many records run in a real worker, as in the app. */
class Desk {
	readonly profile = { ...testProfile('laptop'), staffId: createBrowserPlatform().uuid() } as ReturnType<typeof testProfile>;
	readonly database = new BookDatabase(bookName(this.profile.firmId, this.profile.staffId));
	readonly deps = testDeps(createDexieStore(this.database), createBrowserPlatform(), this.profile);
	started = 0;
	saved = 0;
	readonly #worker = new WorkerCommands(
		() => {
			this.started++;
			return startMany(this.profile);
		},
		() => this.saved++,
	);
	readonly commands: Commands = this.#worker.over(createCommands(this.deps));

	async accounts(count: number): Promise<AccountId[]> {
		const samples = makeSamples(count);
		for (let from = 0; from < count; from += 40) await createAccounts(this.deps, samples.slice(from, from + 40));
		return this.database.accounts.toCollection().primaryKeys();
	}

	async tagged(): Promise<number> {
		return (await this.database.accounts.toArray()).filter(({ tags }) => tags.length > 0).length;
	}

	close(): void {
		this.#worker.close();
		// Left behind: deleting waits for every reader.
		this.database.close();
	}
}

let desk: Desk | null = null;
afterEach(() => desk?.close());

const tag = () => ({ newTags: [{ id: createBrowserPlatform().uuid() as TagId, name: 'Relance', color: 'red' as const }] });

describe('commands about many records', () => {
	test('BULK-1, UNDO-1 run in a worker, go back there, and the page goes on with what they wrote', { timeout: 60_000 }, async () => {
		desk = new Desk();
		const { commands, database } = desk;
		const ids = await desk.accounts(MANY);
		const [first] = ids as [AccountId];
		// The page has this one's document open, and must take in what the worker writes to it.
		answerOf(await commands.editAccount(first, { name: 'Avant' }));
		const told: number[] = [];
		const result = await commands.bulk({ kind: 'account', ids }, tag(), (done) => told.push(done));
		expect(result).toMatchObject({ done: MANY, refused: [] });
		expect(told.at(-1)).toBe(MANY);
		expect(desk).toMatchObject({ started: 1 });
		expect(desk.saved).toBeGreaterThan(0);
		expect(await desk.tagged()).toBe(MANY);
		answerOf(await commands.editAccount(first, { name: 'Après' }));
		expect(await database.accounts.get(first)).toMatchObject({ name: 'Après', tags: [expect.any(String)] });
		const undone = answerOf(await commands.undo(result.groups));
		expect(undone).toMatchObject({ left: [], kept: 0 });
		expect(await desk.tagged()).toBe(0);
		expect(await database.accounts.get(first)).toMatchObject({ name: 'Après' });
		answerOf(await commands.undo(undone.groups));
		expect(await desk.tagged()).toBe(MANY);
		expect(desk.started).toBe(1);
	});

	test('BULK-1 stop there, with nothing of a group half written', { timeout: 60_000 }, async () => {
		desk = new Desk();
		const ids = await desk.accounts(MANY);
		let asked = false;
		const stopped = desk.commands.bulk({ kind: 'account', ids }, tag(), undefined, () => asked);
		asked = true;
		const { done, groups } = await stopped;
		expect(await desk.tagged()).toBe(done);
		expect(groups.length).toBe(Math.ceil(done / 100));
	});

	test('about few are made in the page', async () => {
		desk = new Desk();
		const ids = await desk.accounts(3);
		const result = await desk.commands.bulk({ kind: 'account', ids }, { archived: true });
		answerOf(await desk.commands.undo(result.groups));
		expect(desk.started).toBe(0);
		expect(await desk.database.accounts.where({ id: ids[0] }).first()).toMatchObject({ status: 'active' });
	});
});

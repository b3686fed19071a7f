import { beforeEach, describe, expect, it } from 'vitest';
import { createCommands } from '../../../src/lib/commands/create-commands.ts';
import type { Commands } from '../../../src/lib/commands/command-input.ts';
import type { TagId } from '../../../src/lib/domain/ids.ts';
import { Vocabulary } from '../../../src/lib/domain/vocabulary.ts';
import type { BookStore } from '../../../src/lib/storage/book-store.ts';
import { createMemoryDisk, createMemoryStore } from '../../../src/lib/storage/memory-store.ts';
import { individual, testDeps, testPlatform, testProfile, answerOf } from '../../support/device.ts';

let store: BookStore;
let commands: Commands;
const platform = testPlatform(11);

beforeEach(() => {
	store = createMemoryStore(createMemoryDisk());
	commands = createCommands(testDeps(store, platform, testProfile('laptop')));
});

async function vocabulary(): Promise<Vocabulary> {
	const row = await store.read((tx) => tx.firm.get('vocabulary'));
	return row?.key === 'vocabulary' ? new Vocabulary(row.tags, row.filters) : new Vocabulary([], []);
}

async function tagsOf(account: string): Promise<string[]> {
	const row = await store.read((tx) => tx.accounts.get(account as never));
	return (await vocabulary()).tagsOf(row?.tags ?? []).map(({ name }) => name);
}

describe('tags', () => {
	it('TAG-1 one name is one tag, whatever its accents, case and spaces', async () => {
		const id = answerOf(await commands.createTag({ name: 'À revoir', color: 'red', kind: 'account' }));
		expect(await commands.createTag({ name: ' a  REVOIR', color: 'blue', kind: 'account' })).toEqual({
			ok: false,
			problems: [{ field: 'name', problem: 'tag-name-taken' }],
		});
		expect((await commands.createTag({ name: 'A revoir', color: 'blue', kind: 'contact' })).ok).toBe(true);
		const newTags = [{ id: platform.uuid() as TagId, name: 'a revoir ', color: 'pink' as const }];
		const { account } = answerOf(await commands.createAccount(individual('Zoé', 'Écrivain', { newTags })));
		expect((await store.read((tx) => tx.accounts.get(account)))?.tags).toEqual([id]);
	});

	it('TAG-2 makes a new tag in the group of the record that carries it, once for all of its records', async () => {
		const tag = (name: string) => [{ id: platform.uuid() as TagId, name, color: 'teal' as const }];
		const input = individual('Zoé', 'Écrivain', { newTags: tag('VIP') });
		const person = { firstName: 'Léa', lastName: 'Écrivain', email: '', phones: [] };
		const switches = { login: false, notify: false, sync: false };
		const contacts = [
			{ create: { ...person, newTags: tag('Gérant') }, switches },
			{ create: { ...person, firstName: 'Luc', newTags: tag('gerant') }, switches },
		];
		const { account } = answerOf(await commands.createAccount({ ...input, contacts }));
		expect(await tagsOf(account)).toEqual(['VIP']);
		expect((await vocabulary()).tags.map(({ name, kind }) => [name, kind])).toEqual([
			['Gérant', 'contact'],
			['VIP', 'account'],
		]);
		expect(await store.read((tx) => tx.outbox.pending(0, 10))).toHaveLength(1);
	});

	it('TAG-3 a merged tag means the other one, and undoing brings both back', async () => {
		const vip = answerOf(await commands.createTag({ name: 'VIP', color: 'red', kind: 'account' }));
		const top = answerOf(await commands.createTag({ name: 'Top', color: 'blue', kind: 'account' }));
		const { account } = answerOf(await commands.createAccount(individual('Zoé', 'Écrivain', { tags: [vip] })));
		const merged = await commands.mergeTags(vip, top);
		expect(await tagsOf(account)).toEqual(['Top']);
		expect(await commands.editAccount(account, { tags: { add: [], remove: [top] } })).toMatchObject({ ok: true });
		expect(await tagsOf(account)).toEqual([]);
		if (!merged.ok || merged.group === null) throw new Error('nothing was merged');
		answerOf(await commands.undo([merged.group]));
		expect((await vocabulary()).tags.map(({ name }) => name)).toEqual(['Top', 'VIP']);
	});

	it('TAG-4 a deleted tag means nothing, and does not come back to life where it is picked', async () => {
		const vip = answerOf(await commands.createTag({ name: 'VIP', color: 'red', kind: 'account' }));
		const { account } = answerOf(await commands.createAccount(individual('Zoé', 'Écrivain', { tags: [vip] })));
		answerOf(await commands.deleteTag(vip));
		expect(await tagsOf(account)).toEqual([]);
		expect(await commands.editAccount(account, { tags: { add: [vip], remove: [] } })).toEqual({
			ok: false,
			problems: [{ field: 'tags', problem: 'tag-unknown' }],
		});
		expect((await commands.createTag({ name: 'vip', color: 'red', kind: 'account' })).ok).toBe(true);
		expect(await tagsOf(account)).toEqual([]);
	});

	it('TAG-5 tags of accounts and of contacts are apart', async () => {
		const vip = answerOf(await commands.createTag({ name: 'VIP', color: 'red', kind: 'contact' }));
		expect(await commands.createAccount(individual('Zoé', 'Écrivain', { tags: [vip] }))).toEqual({
			ok: false,
			problems: [{ field: 'tags', problem: 'tag-unknown' }],
		});
	});
});

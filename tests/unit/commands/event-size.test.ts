import { beforeEach, describe, expect, it } from 'vitest';
import { createCommands } from '../../../src/lib/commands/create-commands.ts';
import type { Commands } from '../../../src/lib/commands/command-input.ts';
import { MAX_LONG_TEXT } from '../../../src/lib/domain/custom-value.ts';
import { MAX_LOGO } from '../../../src/lib/domain/firm-settings.ts';
import type { FieldId, FolderId, GroupId } from '../../../src/lib/domain/ids.ts';
import { packEvent } from '../../../src/lib/protocol/events/event.ts';
import { MAX_EVENT } from '../../../src/lib/protocol/limits.ts';
import type { BookStore } from '../../../src/lib/storage/book-store.ts';
import { createMemoryDisk, createMemoryStore } from '../../../src/lib/storage/memory-store.ts';
import { answerOf, individual, testDeps, testPlatform, testProfile } from '../../support/device.ts';

let store: BookStore;
let commands: Commands;
const platform = testPlatform(13);

beforeEach(() => {
	store = createMemoryStore(createMemoryDisk());
	commands = createCommands(testDeps(store, platform, testProfile('laptop')));
});

/** Every event that waits; each must fit what the relay takes. */
async function events() {
	const groups = await store.read((tx) => tx.outbox.pending(0, 100));
	const all = groups.flatMap(({ entries }) => entries.flatMap((entry) => (entry.kind === 'event' ? entry.event : [])));
	for (const event of all) expect(packEvent(event).length).toBeLessThanOrEqual(MAX_EVENT);
	return all;
}

describe('the largest values', () => {
	it('DEV-5 a record with many long values begins with as many events as they need', async () => {
		const custom: Record<FieldId, unknown> = {};
		for (let n = 0; n < 12; n++) {
			const id = answerOf(await commands.createField({ kind: 'account', label: `Notes ${n}`, type: 'longText' }));
			custom[id] = '漢'.repeat(MAX_LONG_TEXT);
		}
		const { account } = answerOf(await commands.createAccount(individual('Zoé', 'Écrivain', { custom })));
		const made = (await events()).filter((event) => event.type === 'record.created' && event.document === `account:${account}`);
		expect(made.length).toBeGreaterThan(1);
		const values = Object.assign({}, ...made.map((event) => (event.type === 'record.created' ? event.values : {})));
		expect(Object.keys(values).filter((field) => field.startsWith('custom/'))).toHaveLength(12);
	});

	it('DEV-5 a change from the longest value to another fits its event', async () => {
		const notes = answerOf(await commands.createField({ kind: 'account', label: 'Notes', type: 'longText' }));
		const { account } = answerOf(await commands.createAccount(individual('Zoé', 'Écrivain', { custom: { [notes]: '漢'.repeat(MAX_LONG_TEXT) } })));
		answerOf(await commands.editAccount(account, { custom: { [notes]: '字'.repeat(MAX_LONG_TEXT) } }));
		const logo = (letter: string) => `data:image/png;base64,${letter.repeat(MAX_LOGO - 22)}`;
		answerOf(await commands.editFirm({ logo: logo('A') }));
		answerOf(await commands.editFirm({ logo: logo('B') }));
		const changed = (await events()).filter((event) => event.type === 'record.changed' && event.from !== undefined);
		expect(changed).toHaveLength(2);
	});

	it('DEV-5 where even so there is no room, the event says less, and undo keeps the value', async () => {
		const choices = (letter: string) => Array.from({ length: 60 }, (_, n) => ({ id: `${n}`, label: `${n} ${letter.repeat(76)}` }));
		const field = answerOf(await commands.createField({ kind: 'account', label: 'Choix', type: 'choice', choices: choices('漢') }));
		const edited = await commands.editField(field, { choices: choices('字') });
		const group = edited.ok ? edited.group : null;
		await events();
		expect(await commands.undo([group as GroupId])).toMatchObject({ ok: true, value: { undone: 0, kept: 1 } });
	});

	it('DEV-5 a tree of 200 folders becomes an account’s', async () => {
		const template = answerOf(await commands.createTemplate({ name: 'Grand' }));
		const ops = Array.from({ length: 190 }, (_, n) => ({ op: 'add' as const, id: platform.uuid() as FolderId, name: `${n} ${'漢'.repeat(100)}`, parent: null }));
		answerOf(await commands.editTemplateFolders(template, ops));
		answerOf(await commands.createAccount(individual('Zoé', 'Écrivain', { template })));
		await events();
	});
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { accountDocument } from '../../src/lib/domain/document-name.ts';
import type { AccountId } from '../../src/lib/domain/ids.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { LogClient } from '../support/log-client.ts';
import { startLogRelay, type LogRelay } from '../support/log-relay.ts';
import { RecordWriter } from '../support/record-writer.ts';

const ANNA = 'Anna00000000';
const BASIL = 'Basil0000000';
const platform = createPlatform();

let relay: LogRelay;
beforeEach(async () => {
	relay = await startLogRelay();
});
afterEach(() => relay.stop());

function newAccount() {
	return accountDocument(platform.uuid() as AccountId);
}

test('a pushed group is acknowledged and reaches another device as a whole', async () => {
	const anna = new RecordWriter(ANNA, platform);
	const basil = new RecordWriter(BASIL, platform);
	const [sender, reader] = await Promise.all([LogClient.greet(relay.url(ANNA)), LogClient.greet(relay.url(BASIL))]);
	const account = newAccount();
	const group = anna.group(account, { type: 'company', name: 'Dupont & Fils' });
	expect(await sender.push(group)).toEqual([null]);
	await reader.reach(3);
	expect(reader.rows.map((row) => [row.seq, row.group, row.device])).toEqual([1, 2, 3].map((seq) => [seq, group.id, ANNA]));
	for (const row of reader.rows) if (row.entry !== null) basil.apply(row.entry);
	expect(basil.read(account)).toEqual(anna.read(account));
	await sender.reach(3);
	expect(sender.rows.map((row) => row.entry)).toEqual([null, null, null]);
});

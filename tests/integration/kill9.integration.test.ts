import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { DocumentName } from '../../src/lib/domain/document-name.ts';
import { createPlatform } from '../../sync-server/platform.ts';
import { readRows } from '../../sync-server/store/log-reader.ts';
import { chainHash, documentUpdates, GENESIS, readHead } from '../../sync-server/store/log-store.ts';
import { openSqlite } from '../../sync-server/store/sqlite.ts';
import { bundleRelay, KilledRelay, seededRandom } from '../support/killed-relay.ts';
import { FIRM } from '../support/log-relay.ts';
import { TirelessClient } from '../support/tireless-client.ts';

const KILLS = 200;
const CLIENTS = 5;

test('LOG-2 every acknowledged change is there after 200 kills at random moments', { timeout: 240_000 }, async () => {
	const seed = Number(process.env.KILL_SEED ?? Math.floor(Math.random() * 2 ** 31));
	console.log(`kill9: seed ${seed} (KILL_SEED=${seed} repeats the moments)`);
	const random = seededRandom(seed);
	const folder = mkdtempSync(join(tmpdir(), 'carnet-kill9-'));
	const path = join(folder, 'carnet.db');
	const relay = new KilledRelay(await bundleRelay(folder), path);
	const clients = Array.from({ length: CLIENTS }, (_, i) => {
		const device = `Device00000${i}`;
		return new TirelessClient(device, {
			url: () => relay.url(device),
			platform: createPlatform(),
			random: seededRandom(seed + i + 1),
		});
	});
	const runs = clients.map((client) => client.run());
	while (relay.kills < KILLS) await relay.killAfter(5 + random() * 150);
	for (const client of clients) client.finish();
	await Promise.all(runs);
	await relay.stop();

	const database = openSqlite(path);
	expect(await database.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
	const kept = new Map<string, number>();
	let hash = GENESIS;
	let end = 0;
	for (
		let rows = await readRows(database, FIRM, 0, 1_000_000);
		rows.length > 0;
		rows = await readRows(database, FIRM, end, 1_000_000)
	) {
		for (const row of rows) {
			expect(row.seq).toBe(end + 1);
			end = row.seq;
			hash = chainHash(hash, row.seq, row);
			expect(Buffer.compare(hash, row.hash)).toBe(0);
			kept.set(row.group, (kept.get(row.group) ?? 0) + 1);
		}
	}
	expect((await readHead(database, FIRM))?.seq).toBe(end);

	const acked = clients.flatMap((client) => [...client.acked.values()]);
	expect(clients.flatMap((client) => client.refused)).toEqual([]);
	// Each acknowledged group is there whole and once, and there is nothing that nobody wrote.
	expect(new Map(acked.map((group) => [group.id as string, group.entries.length]))).toEqual(kept);
	for (const client of clients) {
		const documents = new Set(
			[...client.acked.values()].flatMap((group) =>
				group.entries.map((entry) => (entry.kind === 'update' ? entry.document : null)),
			),
		);
		for (const name of documents) if (name !== null) expect(await state(name)).toEqual(client.writer.read(name));
	}
	console.log(`kill9: ${relay.kills} kills, ${acked.length} acknowledged groups`);
	expect(acked.length).toBeGreaterThan(KILLS);

	async function state(name: DocumentName): Promise<Record<string, unknown>> {
		const doc = new Y.Doc();
		for (const bytes of await documentUpdates(database, FIRM, name)) Y.applyUpdate(doc, bytes);
		return doc.getMap('record').toJSON();
	}

	await database.close();
	rmSync(folder, { recursive: true, force: true });
});

import * as Y from 'yjs';
import { committedDocument } from '../../src/lib/app/committed-document.ts';
import { heardInRoom } from '../../src/lib/replication/heard-in-room.ts';
import { StorageFailed } from '../../src/lib/storage/book-store.ts';
import type { DocumentRow, OutboxGroup } from '../../src/lib/storage/rows.ts';
import { Killed } from './device-disk.ts';
import type { Device } from './device.ts';
import { docOf } from './registers.ts';
import type { Stage } from './stage.ts';

/** A tab has a record on screen that this device has changed: what is free to go ahead of the log reaches the relay through the room. */
export async function sayInRoom(stage: Stage): Promise<void> {
	const { random, relay, auditor, devices } = stage;
	const changed = devices.filter(isConnected).flatMap((device) => {
		const rows = device.disk.rows<DocumentRow>('documents').filter(({ base }) => base !== null && base.length > 0);
		return rows.map((row) => ({ device, row }));
	});
	const picked = random.pick(changed);
	if (picked === undefined) return;
	const { device, row } = picked;
	const waiting = device.disk.rows<OutboxGroup>('outbox').filter(({ documents }) => documents.includes(row.name));
	const committed = committedDocument(row, waiting, device.disk.meta('recovering') === true);
	// An app of another version is not let in, and a member's changes of the settings are refused in a room as well.
	if (committed?.free !== true || waiting.some((group) => auditor.isRefusable(device, group))) return;
	const room = await relay.room(row.name);
	if (room === null || room.epoch !== row.epoch) return;
	const doc = docOf(room.updates);
	if (!Y.snapshotContainsUpdate(Y.snapshot(doc), row.state)) {
		stage.note(`${device.name} says in a room what it has of ${row.name}`);
		for (const group of waiting) auditor.goesAhead(group);
		await relay.sayInRoom(device, row.name, Y.diffUpdate(row.state, Y.encodeStateVector(doc)), room.epoch);
	}
	doc.destroy();
}

/** A tab has a record on screen, and hears what the relay has of it before the log brings it. */
export async function hearInRoom(stage: Stage, device: Device): Promise<void> {
	const { random, relay } = stage;
	const row = random.pick(device.disk.rows<DocumentRow>('documents'));
	const tab = random.pick(device.usable());
	if (row === undefined || tab === undefined || !isConnected(device)) return;
	const room = await relay.room(row.name);
	if (room === null) return;
	const doc = docOf(room.updates);
	const update = Y.diffUpdate(Y.encodeStateAsUpdate(doc), Y.encodeStateVectorFromUpdate(row.state));
	doc.destroy();
	try {
		if (await heardInRoom(tab.deps, row.name, update, room.epoch))
			stage.note(`${device.name} hears of ${row.name} in a room`);
	} catch (error) {
		if (!(error instanceof Killed) && !(error instanceof StorageFailed)) throw error;
	}
}

function isConnected(device: Device): boolean {
	return device.partition === 'none' && device.signedIn && device.versionSkew === 0;
}

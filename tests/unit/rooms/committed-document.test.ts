import { expect, test } from 'vitest';
import { committedDocument } from '../../../src/lib/app/committed-document.ts';
import { accountDocument, contactDocument } from '../../../src/lib/domain/document-name.ts';
import type { AccountId, ContactId, Epoch } from '../../../src/lib/domain/ids.ts';
import type { DocumentRow, OutboxGroup } from '../../../src/lib/storage/rows.ts';

const account = accountDocument('01900000-0000-7000-8000-000000000001' as AccountId);
const contact = contactDocument('01900000-0000-7000-8000-000000000002' as ContactId);
const row: DocumentRow = {
	name: account,
	state: Uint8Array.of(0, 0),
	base: null,
	epoch: 'Epoch00000000000' as Epoch,
	former: null,
	version: 3,
	generation: 1,
	sum: 0,
};
const group = (documents: OutboxGroup['documents'], state: OutboxGroup['state'] = 'waiting') =>
	({ documents, state }) as OutboxGroup;

test('ROOM-22 a change goes through the room when nothing else belongs to it, and nothing is being given back', () => {
	const free = (waiting: OutboxGroup[], recovering = false) => committedDocument(row, waiting, recovering)?.free;
	expect(free([])).toBe(true);
	expect(free([group([account]), group([account], 'offered')])).toBe(true);
	expect(free([group([account]), group([account, contact])])).toBe(false);
	expect(free([group([account, contact], 'refused')])).toBe(true);
	expect(free([group([account])], true)).toBe(false);
	expect(committedDocument({ ...row, base: row.state, former: row.state }, [], false)?.free).toBe(false);
	expect(committedDocument(undefined, [], false)).toBeNull();
});

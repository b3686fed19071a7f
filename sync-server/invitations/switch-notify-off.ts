import * as Y from 'yjs';
import { latestStamp, readRegisters, writeRegister } from '../../src/lib/documents/registers.ts';
import { laterStamp, nextStamp, stampAt } from '../../src/lib/domain/clock.ts';
import { accountDocument } from '../../src/lib/domain/document-name.ts';
import type { EventId, WriterId } from '../../src/lib/domain/ids.ts';
import { linkField } from '../../src/lib/domain/link.ts';
import type { Event } from '../../src/lib/protocol/events/event.ts';
import type { RelayPlatform } from '../platform.ts';
import { documentUpdates } from '../store/log-store.ts';
import { RELAY_DEVICE, type LogService } from '../sync/log-service.ts';
import { sameContacts, standingAccount } from './merged-clients.ts';
import { relaySays } from './relay-says.ts';
import type { Notified } from './unsubscribe-link.ts';

/**
 * Turns NOTIFY off for one contact and one account, as the relay's own author: a register like a person's own, with the events that say who asked.
 * Where it is off already, nothing is written.
 */
export async function switchNotifyOff(
	deps: { clientLog: LogService; platform: RelayPlatform },
	{ firm, account, contact }: Notified,
): Promise<void> {
	const { clientLog, platform } = deps;
	await clientLog.decide(firm, async (sql, own) => {
		const link = await sql.get(
			'SELECT notify FROM client_links WHERE firm_id = $1 AND account_id = $2 AND contact_id = $3',
			firm,
			account,
			contact,
		);
		if (link?.notify !== 1) return;
		const document = accountDocument(await standingAccount(sql, firm, account));
		const doc = new Y.Doc();
		for (const update of await documentUpdates(sql, firm, document)) Y.applyUpdate(doc, update);
		const before = Y.encodeStateVector(doc);
		const writer = `${RELAY_DEVICE}.${platform.letters(5)}` as WriterId;
		const registers = readRegisters(doc);
		const fields = (await sameContacts(sql, firm, contact)).map((same) => linkField(same, 'notify'));
		// The standing one's in any case; of others who are one with them, those that are on.
		const on = fields.filter((field, place) => place === 0 || registers.get(field)?.winner.value === true);
		let at = laterStamp(stampAt(platform.now()), nextStamp(latestStamp(doc), 0));
		const events: Event[] = [];
		doc.transact(() => {
			for (const field of on) {
				const from = registers.get(field)?.winner.value;
				writeRegister(doc, writer, field, false, at);
				const id = platform.uuid() as EventId;
				const said = { type: 'record.changed', id, at, document, field, to: false, writer, why: 'edited' } as const;
				events.push(from === undefined ? said : { ...said, from });
				at = nextStamp(at, 0);
			}
		});
		own.write(document, Y.encodeStateAsUpdate(doc, before));
		for (const event of events) own.say(event);
		own.say(relaySays(platform)({ type: 'client.unsubscribed', account, contact }));
		doc.destroy();
	});
}

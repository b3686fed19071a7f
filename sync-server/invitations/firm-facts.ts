import * as Y from 'yjs';
import { readFirm } from '../../src/lib/documents/firm-reading.ts';
import { readRegisters } from '../../src/lib/documents/registers.ts';
import { FIRM_SETTINGS } from '../../src/lib/domain/document-name.ts';
import { readEmail } from '../../src/lib/domain/email.ts';
import type { FirmId } from '../../src/lib/domain/ids.ts';
import { locale, type Locale } from '../../src/lib/domain/staff.ts';
import { documentUpdates } from '../store/log-store.ts';
import type { Sql } from '../store/sql.ts';

/** What mails and client pages say of a firm. */
export interface FirmFacts {
	name: string;
	/** Where clients' answers go; '' where the firm named none. */
	replyTo: string;
	locale: Locale;
}

/** Reads what the log says of a firm; where it says nothing, what was said at set-up. */
export async function readFirmFacts(sql: Sql, firm: FirmId): Promise<FirmFacts> {
	const doc = new Y.Doc({ guid: '' });
	for (const update of await documentUpdates(sql, firm, FIRM_SETTINGS)) Y.applyUpdate(doc, update);
	const settings = readFirm(readRegisters(doc));
	doc.destroy();
	const row = await sql.get('SELECT name, locale FROM firms WHERE id = $1', firm);
	const said = locale.safeParse(row?.locale);
	const reply = readEmail(settings.replyTo ?? '');
	return {
		name: settings.name ?? String(row?.name ?? ''),
		replyTo: reply.kind === 'address' ? reply.address : '',
		locale: settings.language ?? (said.success ? said.data : 'fr'),
	};
}

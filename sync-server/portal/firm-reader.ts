import { EMPTY_ADDRESS } from '../../src/lib/domain/address.ts';
import { FIRM_SETTINGS } from '../../src/lib/domain/document-name.ts';
import type { FirmId } from '../../src/lib/domain/ids.ts';
import { locale, type Locale } from '../../src/lib/domain/staff.ts';
import { readFirm } from '../../src/lib/documents/firm-reading.ts';
import type { PortalFirm } from '../../src/lib/protocol/portal.ts';
import { readHead } from '../store/log-store.ts';
import type { Sql } from '../store/sql.ts';
import { readDocument } from './records.ts';

/** What the portal knows of a firm. */
export interface FirmFacts {
	/** What clients may see. */
	shown: PortalFirm;
	/** Above the form for new clients; plain text. */
	welcome: string;
	language: Locale;
}

/** Reads firms; what was read is kept until the firm's log moves on. */
export interface FirmReader {
	/** The firm that this relay serves, or null before it is set up. */
	served(sql: Sql): Promise<FirmId | null>;
	/** @throws Error for a firm that there is not */
	read(sql: Sql, firm: FirmId): Promise<FirmFacts>;
}

export function createFirmReader(): FirmReader {
	const kept = new Map<FirmId, { at: string; facts: FirmFacts }>();
	return {
		served: async (sql) => {
			const row = await sql.get('SELECT firm_id FROM installation');
			return row === null ? null : (row.firm_id as FirmId);
		},
		read: async (sql, firm) => {
			const head = await readHead(sql, firm);
			const at = `${head?.epoch} ${head?.seq}`;
			const known = kept.get(firm);
			if (known?.at === at) return known.facts;
			const facts = await readFacts(sql, firm);
			kept.set(firm, { at, facts });
			return facts;
		},
	};
}

async function readFacts(sql: Sql, firm: FirmId): Promise<FirmFacts> {
	const row = await sql.get('SELECT name, locale FROM firms WHERE id = $1', firm);
	if (row === null) throw new Error(`no firm ${firm}`);
	const stored = readFirm(await readDocument(sql, firm, FIRM_SETTINGS));
	return {
		shown: {
			name: stored.name ?? String(row.name),
			logo: stored.logo ?? '',
			address: stored.address ?? EMPTY_ADDRESS,
			email: stored.replyTo ?? '',
			signUp: stored.signUpOpen ?? false,
		},
		welcome: stored.signUpWelcome ?? '',
		language: stored.language ?? locale.parse(row.locale),
	};
}

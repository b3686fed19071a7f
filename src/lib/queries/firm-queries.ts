import { accountDocument } from '../domain/document-name.ts';
import { fitsField } from '../domain/custom-value.ts';
import { EMPTY_FIRM, toFirmSettings, type FirmSettings } from '../domain/firm-settings.ts';
import { buildTree } from '../domain/folder-tree.ts';
import type { Profile } from '../domain/staff.ts';
import { Vocabulary } from '../domain/vocabulary.ts';
import { readFolders } from '../documents/folder-reading.ts';
import type { BookDatabase } from '../storage/dexie-store.ts';
import type { AccountFacets, ContactFacets } from '../storage/rows.ts';
import { live } from './live.ts';
import { present } from './present.ts';
import type { Queries } from './queries.ts';

/** What the firm was set up with: it stands in for what its settings do not say. */
export type FirmStart = Pick<Profile, 'firmName' | 'firmCountry' | 'firmLocale' | 'staffId'>;

type FirmQueries = Pick<Queries, 'vocabulary' | 'firm' | 'folders' | 'tagUses' | 'fieldUses'>;

/** What the firm's own documents say, and how far it is used. */
export function firmQueries(database: BookDatabase, start: FirmStart): FirmQueries {
	const firm = async (): Promise<FirmSettings> => {
		const row = await database.firm.get('settings');
		return toFirmSettings(row?.key === 'settings' ? row.firm : EMPTY_FIRM, start);
	};
	const vocabulary = async () => {
		const row = await database.firm.get('vocabulary');
		return row?.key === 'vocabulary' ? new Vocabulary(row.tags, row.filters) : new Vocabulary([], []);
	};
	return {
		vocabulary: () => live(vocabulary),
		firm: () => live(firm),
		folders: (account) =>
			live(async () => {
				const merged = (await database.accounts.get(account))?.merged ?? [];
				const rows = present(await database.documents.bulkGet([account, ...merged].map(accountDocument)));
				if (rows[0]?.name !== accountDocument(account)) return null;
				const { language } = await firm();
				// Lists are read without Yjs; this is the only question that opens a document.
				const [{ readStoredRegisters }, { readMerged }] = await Promise.all([import('../documents/registers.ts'), import('../documents/merged-reading.ts')]);
				const [record] = readMerged(new Map(rows.map((row) => [row.name, readStoredRegisters(row.state)])));
				return buildTree(readFolders(record?.fields ?? new Map()), language);
			}),
		tagUses: async (id) => {
			const aliases = new Set((await vocabulary()).aliases(id));
			const carries = ({ tags }: AccountFacets | ContactFacets) => tags.some((tag) => aliases.has(tag));
			return {
				accounts: await countRecords(database, 'account', carries),
				contacts: await countRecords(database, 'contact', carries),
			};
		},
		fieldUses: async (id, as) => {
			const field = (await firm()).fields.find((known) => known.id === id);
			if (field === undefined) return { values: 0, unfit: 0 };
			let unfit = 0;
			const values = await countRecords(database, field.kind, ({ custom }) => {
				const value = custom[id];
				if (value === undefined) return false;
				if (!fitsField(as ?? field, value)) unfit++;
				return true;
			});
			return { values, unfit };
		},
	};
}

/** Reads the search pack and not the rows: a request for some hundred records. */
async function countRecords(
	database: BookDatabase,
	kind: 'account' | 'contact',
	fits: (facets: AccountFacets | ContactFacets) => boolean,
): Promise<number> {
	const chunks = await database.search.where('key').startsWith(`${kind}/`).toArray();
	return chunks.flatMap(({ facets }) => facets).filter((record) => record.status !== 'deleted' && fits(record)).length;
}

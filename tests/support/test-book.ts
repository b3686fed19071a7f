import type { CommandDeps } from '../../src/lib/commands/commit.ts';
import { createCommands } from '../../src/lib/commands/create-commands.ts';
import type { Carnet } from '../../src/lib/app/carnet.ts';
import { EMPTY_ADDRESS } from '../../src/lib/domain/address.ts';
import { ROOT } from '../../src/lib/documents/registers.ts';
import type { DocumentName } from '../../src/lib/domain/document-name.ts';
import type { FieldValue } from '../../src/lib/domain/field-value.ts';
import type { AccountId, ContactId, WriterId } from '../../src/lib/domain/ids.ts';
import type { InvitationFact } from '../../src/lib/domain/invitation.ts';
import type { Event } from '../../src/lib/protocol/events/event.ts';
import { SWITCHES_OFF, type LinkSwitches } from '../../src/lib/domain/link.ts';
import { profile, type Profile } from '../../src/lib/domain/staff.ts';
import { createBrowserPlatform } from '../../src/lib/platform/browser-platform.ts';
import { projectBook } from '../../src/lib/projections/project-book.ts';
import { createQueries } from '../../src/lib/queries/create-queries.ts';
import { createLocalListEngine } from '../../src/lib/queries/local-list-engine.ts';
import type { Live } from '../../src/lib/queries/queries.ts';
import { BookDatabase, createDexieStore } from '../../src/lib/storage/dexie-store.ts';
import { changedRow } from '../../src/lib/storage/document-state.ts';
import { OpenDocuments } from '../../src/lib/storage/open-documents.ts';
import type { NewAccount, NewContact } from '../../src/lib/app/carnet.ts';

/** A real book in IndexedDB (a fake one in Node: import `fake-indexeddb/auto` first) that no replicator empties. */
export interface TestBook extends Carnet {
	/** The first answer of a live query. */
	first<T>(query: Live<T>): Promise<T>;
	/** Creates an account, or fails the test. */
	account(
		input: Partial<NewAccount> & { people?: (Partial<NewContact> & { switches?: Partial<LinkSwitches> })[] },
	): Promise<AccountId>;
	contact(input: Partial<NewContact>): Promise<ContactId>;
	/** A colleague's device wrote this without knowing of what this one has: the register arrives beside it, as the relay would bring it. */
	elsewhere(document: DocumentName, field: string, value: FieldValue, at: number): Promise<void>;
	/** The relay says these of invitations and clients, as far as screens see it. */
	hears(events: readonly (InvitationFact | Event)[]): Promise<void>;
	readonly database: BookDatabase;
	/** The database is left behind, closed: each book has one of its own, and deleting waits for every reader. */
	leave(): Promise<void>;
}

const PERSON: NewContact = { firstName: '', lastName: '', email: '', phones: [] };

/** @param name a name for the database, so that two devices of one test are apart */
export async function openTestBook(
	name: string = crypto.randomUUID(),
	person: Partial<Profile> = {},
): Promise<TestBook> {
	const platform = createBrowserPlatform();
	const database = new BookDatabase(`test-${name}`);
	await database.open();
	const signedIn = profile.parse({
		firmId: platform.uuid(),
		firmName: 'Cabinet Lefèvre',
		firmCountry: 'FR',
		firmLocale: 'fr',
		staffId: platform.uuid(),
		staffName: 'Camille Roux',
		email: 'camille@cabinet.example',
		role: 'owner',
		deviceId: platform.letters(12),
		deviceName: 'Laptop',
		...person,
	});
	const store = createDexieStore(database);
	const documents = new OpenDocuments(platform);
	const deps: CommandDeps = {
		store,
		documents,
		project: projectBook,
		platform,
		profile: signedIn,
		writer: `${signedIn.deviceId}.${platform.letters(5)}` as WriterId,
		committed: () => undefined,
	};
	const commands = createCommands(deps);
	return {
		database,
		profile: signedIn,
		commands,
		queries: createQueries(database, signedIn, () => () => () => undefined, platform.now, createLocalListEngine(database)),
		drafts: {
			save: async (key, draft) => void (await database.drafts.put({ key, draft, savedAt: platform.now() })),
			clear: async (key) => database.drafts.delete(key),
		},
		rooms: { open: () => ({ presence: () => () => undefined, announce: () => undefined, close: () => undefined }) },
		personal: {
			live: () => () => undefined,
			choose: () => undefined,
			saveFilter: () => undefined,
			removeFilter: () => undefined,
			markRead: () => undefined,
			markAllRead: () => undefined,
			met: () => new Promise(() => undefined),
		},
		openExchange: () => Promise.reject(new Error('no worker here')),
		retryNow: () => undefined,
		exportWaiting: async () => '',
		close: () => store.close(),
		first: (query) =>
			new Promise((resolve, reject) => {
				const stop = query((answer) => {
					resolve(answer);
					queueMicrotask(() => stop());
				}, reject);
			}),
		account: async ({ people = [{ firstName: 'Léa', lastName: 'Martin' }], ...input }) => {
			const contacts = people.map(({ switches, ...typed }) => ({
				create: { ...PERSON, ...typed },
				switches: { ...SWITCHES_OFF, ...switches },
			}));
			const made = await commands.createAccount({
				type: 'individual',
				name: '',
				companyName: '',
				companyAddress: EMPTY_ADDRESS,
				contacts,
				...input,
			});
			if (!made.ok) throw new Error(`refused: ${JSON.stringify(made.problems)}`);
			return made.value.account;
		},
		contact: async (input) => {
			const made = await commands.createContact({ ...PERSON, ...input });
			if (!made.ok) throw new Error(`refused: ${JSON.stringify(made.problems)}`);
			return made.value;
		},
		elsewhere: (document, field, value, at) =>
			store.write(async (tx) => {
				const [open] = await documents.open(tx, [document]);
				if (open === undefined) throw new Error(`${document} is not there`);
				open.doc.getMap(ROOT).set(`${field}@colleague000.aaaaa`, { value, at: at * 1024 });
				const row = changedRow(open);
				await tx.documents.put(row);
				documents.wrote(row);
				await projectBook(tx, [{ ...open, row }]);
			}),
		hears: (events) => store.write((tx) => projectBook(tx, [], events as readonly Event[])),
		leave: () => store.close(),
	};
}

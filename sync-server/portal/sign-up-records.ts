import * as Y from 'yjs';
import { codeCandidates } from '../../src/lib/domain/account-code.ts';
import { generatedName, personName, type AccountType } from '../../src/lib/domain/account.ts';
import { stampAt } from '../../src/lib/domain/clock.ts';
import { personKey } from '../../src/lib/domain/contact.ts';
import { accountDocument, contactDocument, FIRM_SETTINGS, type DocumentName } from '../../src/lib/domain/document-name.ts';
import { emailKey } from '../../src/lib/domain/email.ts';
import type { FieldValue } from '../../src/lib/domain/field-value.ts';
import { toFirmSettings } from '../../src/lib/domain/firm-settings.ts';
import { templateRegisters } from '../../src/lib/domain/folder-ops.ts';
import { folderField } from '../../src/lib/domain/folder.ts';
import type { AccountId, ContactId, EventId, FirmId, WriterId } from '../../src/lib/domain/ids.ts';
import { linkField } from '../../src/lib/domain/link.ts';
import { safeName } from '../../src/lib/domain/names.ts';
import type { Locale } from '../../src/lib/domain/staff.ts';
import { readFirm } from '../../src/lib/documents/firm-reading.ts';
import { writeRegister } from '../../src/lib/documents/registers.ts';
import type { Sql } from '../store/sql.ts';
import { RELAY_DEVICE } from '../sync/log-service.ts';
import type { PortalDeps, Voice } from './portal-deps.ts';
import { readDocument } from './records.ts';

/** A new client as they describe themselves; the address is proven. */
export interface NewClient {
	email: string;
	locale: Locale;
	firstName: string;
	lastName: string;
	/** '' without one */
	phone: string;
	type: AccountType;
	/** '' for an individual */
	companyName: string;
}

/** Contacts that one sign-up can name as possibly the same person. */
const MAX_MATCHES = 20;

/**
 * Writes a new client into the book as the relay's own author: an account and its contact, without portal access (the firm gives that), and the
 * event that tells the firm, with whom it may be. Names are made safe by themselves.
 */
export async function writeNewClient(sql: Sql, deps: PortalDeps, firm: FirmId, client: NewClient, voice: Voice): Promise<ContactId> {
	const { platform } = deps;
	const account = platform.uuid() as AccountId;
	const contact = platform.uuid() as ContactId;
	const firstName = safeName(client.firstName);
	const lastName = safeName(client.lastName);
	const companyName = client.type === 'company' ? safeName(client.companyName) : '';
	const matches = await possibleMatches(sql, firm, client.email, { firstName, lastName });
	const author = { deps, voice, writer: `${RELAY_DEVICE}.${platform.letters(5)}` as WriterId };
	create(author, contactDocument(contact), {
		firstName,
		lastName,
		email: client.email,
		...(client.phone === '' ? {} : { phones: [client.phone] }),
		language: client.locale,
	});
	const name = generatedName({ type: client.type, companyName }, { firstName, lastName });
	create(author, accountDocument(account), {
		type: client.type,
		...(companyName === '' ? {} : { companyName }),
		code: codeCandidates(name, () => (platform.bytes(1)[0] ?? 0) / 256)[0] ?? '',
		[linkField(contact, 'present')]: true,
		[linkField(contact, 'linkedAt')]: platform.now(),
		toReview: true,
		...(await firstFolders(sql, firm)),
	});
	voice.say({
		id: platform.uuid() as EventId,
		at: stampAt(platform.now()),
		type: 'client.signedUp',
		account,
		contact,
		name: personName({ firstName, lastName }),
		email: client.email,
		matches,
	});
	return contact;
}

/** Writes one record, with the event that remembers it. */
function create(
	{ deps: { platform }, voice, writer }: { deps: PortalDeps; voice: Voice; writer: WriterId },
	document: DocumentName,
	given: Record<string, FieldValue>,
): void {
	const at = stampAt(platform.now());
	const values = { ...given, createdAt: at };
	const doc = new Y.Doc();
	doc.transact(() => {
		for (const [field, value] of Object.entries(values)) writeRegister(doc, writer, field, value, at);
	});
	voice.write(document, Y.encodeStateAsUpdate(doc));
	doc.destroy();
	voice.say({ id: platform.uuid() as EventId, at, type: 'record.created', document, values, writer, why: 'created' });
}

/** The firm's default folders for a new account; none where there is no template: then the predefined ones stand in. */
async function firstFolders(sql: Sql, firm: FirmId): Promise<Record<string, FieldValue>> {
	const row = await sql.get('SELECT name, country, locale FROM firms WHERE id = $1', firm);
	const { defaultTemplate, templates } = toFirmSettings(readFirm(await readDocument(sql, firm, FIRM_SETTINGS)), {
		firmName: String(row?.name),
		firmCountry: String(row?.country),
		firmLocale: row?.locale as Locale,
	});
	const template = templates.find(({ id }) => id === defaultTemplate);
	if (template === undefined) return {};
	return Object.fromEntries([...templateRegisters(template.folders)].map(([id, folder]) => [folderField(id), folder]));
}

/** Contacts of the book with this address or this name. */
async function possibleMatches(
	sql: Sql,
	firm: FirmId,
	email: string,
	person: { firstName: string; lastName: string },
): Promise<ContactId[]> {
	const rows = await sql.all("SELECT contact_id, first_name, last_name, email_key FROM client_contacts WHERE firm_id = $1 AND gone = 0 AND merged_into = ''", firm);
	const key = personKey(personName(person));
	return rows
		.filter((row) => row.email_key === emailKey(email) || personKey(`${row.first_name} ${row.last_name}`) === key)
		.slice(0, MAX_MATCHES)
		.map((row) => row.contact_id as ContactId);
}

import { documentKind } from '../../src/lib/domain/document-name.ts';
import { parseFolderField, storedFolder } from '../../src/lib/domain/folder.ts';
import type { AccountId, ContactId, FirmId } from '../../src/lib/domain/ids.ts';
import type { Event } from '../../src/lib/protocol/events/event.ts';
import { mailContent } from '../mailer/mail.ts';
import { enqueueMail, rewriteMail } from '../mailer/outbox.ts';
import type { RelayPlatform } from '../platform.ts';
import type { Sql } from '../store/sql.ts';
import { accountName, readAddressee } from './client-facts.ts';
import { readFirmFacts } from './firm-facts.ts';

/** How long a notice waits for more of the same, in ms: who arranges folders makes one mail of it. */
const FOLDERS_HOLD = 15 * 60_000;
/** Folders that a mail names. */
const MAX_NAMED = 20;

/** The names of folders that staff added to accounts which were there before. */
export function newFolders(events: readonly Event[]): Map<AccountId, string[]> {
	const added = new Map<AccountId, string[]>();
	for (const event of events) {
		// Folders that come with a merged account are nothing new to who sees it.
		if (event.type !== 'record.changed' || event.from !== undefined || event.why === 'merged') continue;
		const kind = documentKind(event.document);
		const folder = storedFolder.safeParse(event.to);
		if (kind.kind !== 'account' || parseFolderField(event.field) === null || !folder.success || folder.data.removed)
			continue;
		added.set(kind.id, [...(added.get(kind.id) ?? []), folder.data.name]);
	}
	return added;
}

/** Mails those who see an account and have NOTIFY on about its new folders; what follows soon is said in the same mail. */
export async function tellOfFolders(
	sql: Sql,
	platform: RelayPlatform,
	firm: FirmId,
	added: ReadonlyMap<AccountId, readonly string[]>,
): Promise<void> {
	for (const [account, folders] of added) {
		const rows = await sql.all(
			`SELECT l.contact_id FROM client_links l
			JOIN client_accounts a ON a.firm_id = l.firm_id AND a.account_id = l.account_id
			JOIN portal_access p ON p.firm_id = l.firm_id AND p.account_id = l.account_id AND p.contact_id = l.contact_id
			WHERE l.firm_id = $1 AND l.account_id = $2 AND l.login = 1 AND l.notify = 1 AND a.archived = 0 AND a.deleted = 0`,
			firm,
			account,
		);
		for (const row of rows) await tellOne(sql, platform, firm, account, row.contact_id as ContactId, folders);
	}
}

async function tellOne(
	sql: Sql,
	platform: RelayPlatform,
	firm: FirmId,
	account: AccountId,
	contact: ContactId,
	folders: readonly string[],
): Promise<void> {
	const now = platform.now();
	const dedupe = `client-folders:${firm}:${account}:${contact}`;
	const waiting = await sql.get(
		"SELECT id, facts FROM mail_outbox WHERE dedupe_key LIKE $1 AND state = 'waiting' AND attempts = 0",
		`${dedupe}:%`,
	);
	if (waiting !== null) {
		const content = mailContent.parse(JSON.parse(String(waiting.facts)));
		if (content.kind !== 'client-folders') return;
		const all = [...new Set([...content.folders, ...folders])].slice(0, MAX_NAMED);
		if (await rewriteMail(sql, now, String(waiting.id), { ...content, folders: all })) return;
	}
	const person = await readAddressee(sql, firm, contact);
	if (person === null) return;
	const facts = await readFirmFacts(sql, firm);
	await enqueueMail(sql, platform, {
		firm,
		to: person.email,
		locale: person.locale ?? facts.locale,
		content: {
			kind: 'client-folders',
			firmName: facts.name,
			replyTo: facts.replyTo,
			name: person.firstName || person.name,
			account: await accountName(sql, firm, account),
			accountId: account,
			contactId: contact,
			folders: folders.slice(0, MAX_NAMED),
		},
		link: null,
		notBefore: now + FOLDERS_HOLD,
		dedupeKey: `${dedupe}:${now}`,
	});
}

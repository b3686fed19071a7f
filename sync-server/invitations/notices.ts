import type { AccountId, ContactId, FirmId } from '../../src/lib/domain/ids.ts';
import { enqueueMail } from '../mailer/outbox.ts';
import type { RelayPlatform } from '../platform.ts';
import type { Sql } from '../store/sql.ts';
import { accountName, readAddressee } from './client-facts.ts';
import type { ClientChange } from './client-records.ts';
import { standingAccount, standingContact } from './merged-clients.ts';
import { readFirmFacts } from './firm-facts.ts';

type Notice = { account: AccountId; contact: ContactId; granted: boolean };

/** A switch that is turned off and on again within this time tells nobody twice, in ms. */
const NOTICE_HOLD = 5 * 60_000;

/**
 * Mails to clients who have NOTIFY on, about access that was given or taken. Only those who have activated the account hear of it: to the others
 * an invitation says what there is.
 */
export async function tellClients(
	sql: Sql,
	platform: RelayPlatform,
	firm: FirmId,
	changes: readonly ClientChange[],
): Promise<void> {
	const told = new Set<string>();
	for (const change of changes) {
		for (const notice of await noticesOf(sql, firm, change)) {
			// What is true of accounts that are one, or for contacts who are, is one piece of news.
			const account = await standingAccount(sql, firm, notice.account);
			const news = `${account} ${await standingContact(sql, firm, notice.contact)} ${notice.granted}`;
			if (!told.has(news) && (await tellClient(sql, platform, firm, notice))) told.add(news);
		}
	}
}

async function noticesOf(sql: Sql, firm: FirmId, change: ClientChange): Promise<Notice[]> {
	if (change.kind === 'login-on' || change.kind === 'login-off') {
		const { account, contact } = change;
		return change.notified ? [{ account, contact, granted: change.kind === 'login-on' }] : [];
	}
	if (change.kind !== 'account-closed' && change.kind !== 'account-opened') return [];
	const rows = await sql.all(
		'SELECT contact_id FROM client_links WHERE firm_id = $1 AND account_id = $2 AND login = 1 AND notify = 1',
		firm,
		change.account,
	);
	return rows.map((row) => ({
		account: change.account,
		contact: row.contact_id as ContactId,
		granted: change.kind === 'account-opened',
	}));
}

/** @returns whether there was somebody to tell */
async function tellClient(sql: Sql, platform: RelayPlatform, firm: FirmId, notice: Notice): Promise<boolean> {
	const { account, contact, granted } = notice;
	const active = await sql.get(
		'SELECT since FROM portal_access WHERE firm_id = $1 AND contact_id = $2 AND account_id = $3',
		firm,
		contact,
		account,
	);
	const person = active === null ? null : await readAddressee(sql, firm, contact);
	if (person === null) return false;
	const now = platform.now();
	// What was to be said of the opposite and has not left yet is not true any more: neither mail goes.
	const opposite = `client-access:${firm}:${account}:${contact}:${granted ? 'withdrawn' : 'granted'}:%`;
	const cancelled = await sql.run(
		"UPDATE mail_outbox SET state = 'cancelled', done_at = $2 WHERE dedupe_key LIKE $1 AND state = 'waiting' AND leased_until <= $2 AND next_at > $2",
		opposite,
		now,
	);
	if (cancelled > 0) return true;
	const facts = await readFirmFacts(sql, firm);
	await enqueueMail(sql, platform, {
		firm,
		to: person.email,
		locale: person.locale ?? facts.locale,
		content: {
			kind: granted ? 'client-access-granted' : 'client-access-withdrawn',
			firmName: facts.name,
			replyTo: facts.replyTo,
			name: person.firstName || person.name,
			account: await accountName(sql, firm, account),
			accountId: account,
			contactId: contact,
		},
		link: null,
		notBefore: now + NOTICE_HOLD,
		dedupeKey: `client-access:${firm}:${account}:${contact}:${granted ? 'granted' : 'withdrawn'}:${now}`,
	});
	return true;
}

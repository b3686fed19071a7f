import { timingSafeEqual } from 'node:crypto';
import { accountId, contactId, firmId, type AccountId, type ContactId, type FirmId } from '../../src/lib/domain/ids.ts';
import type { RelayKey } from '../identity/relay-key.ts';

/** Whose NOTIFY for which account. */
export interface Notified {
	firm: FirmId;
	account: AccountId;
	contact: ContactId;
}

/** Where it is served. What it carries stands in the path: one-click unsubscribing is a POST by the mail program (RFC 8058), without a fragment. */
export const UNSUBSCRIBE_PATH = '/unsubscribe';

/** The address that turns NOTIFY off for one contact and one account. It never ends, and it opens nothing. */
export function unsubscribeUrl(key: RelayKey, origin: string, whose: Notified): string {
	return `${origin}${UNSUBSCRIBE_PATH}/${whose.firm}/${whose.account}/${whose.contact}/${proof(key, whose)}`;
}

/** Reads such an address's parts; null when this relay did not make it. */
export function readUnsubscribe(
	key: RelayKey,
	parts: { firm: string; account: string; contact: string; proof: string },
): Notified | null {
	const firm = firmId.safeParse(parts.firm);
	const account = accountId.safeParse(parts.account);
	const contact = contactId.safeParse(parts.contact);
	if (!firm.success || !account.success || !contact.success) return null;
	const whose = { firm: firm.data, account: account.data, contact: contact.data };
	const [given, right] = [Buffer.from(parts.proof), Buffer.from(proof(key, whose))];
	return given.length === right.length && timingSafeEqual(given, right) ? whose : null;
}

function proof(key: RelayKey, { firm, account, contact }: Notified): string {
	return Buffer.from(key.linkToken(`unsubscribe:${firm}:${account}:${contact}`)).toString('base64url');
}

import * as z from 'zod/mini';
import { contactId, type ContactId } from './ids.ts';

/**
 * A contact's membership in an account. Each part is a register of the account's document, `link/<contact>/<part>`.
 * `linkedAt` (ms since 1970) orders the contacts; `login` gives portal access, `notify` system notifications, `sync` the contact's mail on the account.
 */
export const linkParts = {
	present: z.boolean(),
	linkedAt: z.number(),
	login: z.boolean(),
	notify: z.boolean(),
	sync: z.boolean(),
} as const;

export type LinkPart = keyof typeof linkParts;

/** The three switches of a link. */
export interface LinkSwitches {
	login: boolean;
	notify: boolean;
	sync: boolean;
}

export interface Link extends LinkSwitches {
	contact: ContactId;
	linkedAt: number;
}

export const SWITCHES_OFF: LinkSwitches = Object.freeze({ login: false, notify: false, sync: false });

export function linkField(contact: ContactId, part: LinkPart): string {
	return `link/${contact}/${part}`;
}

/** The contact and part that a field's name speaks of, or null for another field. */
export function parseLinkField(field: string): { contact: ContactId; part: LinkPart } | null {
	const [prefix, contact, part] = field.split('/');
	if (prefix !== 'link' || part === undefined || !(part in linkParts)) return null;
	const id = contactId.safeParse(contact);
	return id.success ? { contact: id.data, part: part as LinkPart } : null;
}

/**
 * What the LOGIN wish of a link comes to: an archived account keeps the wish and suspends access until it is restored.
 */
export function portalAccess(status: 'active' | 'archived' | 'deleted', link: Pick<LinkSwitches, 'login'>): 'none' | 'open' | 'suspended' {
	if (!link.login || status === 'deleted') return 'none';
	return status === 'archived' ? 'suspended' : 'open';
}

/** Portal access is the one register where, among writes that did not know of each other, off wins over the later. */
export function offWins(field: string): boolean {
	return parseLinkField(field)?.part === 'login';
}

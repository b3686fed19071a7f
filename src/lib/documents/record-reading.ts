import type * as z from 'zod/mini';
import { laterStamp, stampTime, type Stamp } from '../domain/clock.ts';
import type { FieldValue } from '../domain/field-value.ts';
import { accountFields, byLinkOrder, type AccountValues } from '../domain/account.ts';
import { contactFields, type ContactValues } from '../domain/contact.ts';
import { writerDevice, type ContactId, type DeviceId, type TagId } from '../domain/ids.ts';
import { linkParts, parseLinkField, SWITCHES_OFF, type Link } from '../domain/link.ts';
import { isMergeMark } from '../domain/merge.ts';
import { readLabels } from './label-reading.ts';
import type { FieldState } from './registers.ts';

/** A value that lost against one that its writer did not know of. */
export interface LostValue {
	field: string;
	value: FieldValue;
	/** ms since 1970 */
	at: number;
	device: DeviceId;
}

/** An account's document, read: values that fit their schema, present links in their order, and what lost. */
export interface AccountReading {
	values: AccountValues;
	/** In the order of linking. */
	links: Link[];
	/** The contact who is linked only because everybody was unlinked: the last to go, and when (ms since 1970). */
	kept: { contact: ContactId; at: number } | null;
	/** ms since 1970; null: not deleted. */
	deletedAt: number | null;
	/** Something was written by who did not know of the deletion. */
	editedAfterDeletion: boolean;
	tags: TagId[];
	custom: Record<string, FieldValue>;
	/** See `Labels`. */
	apart: string[];
	lost: LostValue[];
}

export interface ContactReading {
	values: ContactValues;
	tags: TagId[];
	custom: Record<string, FieldValue>;
	/** See `Labels`. */
	apart: string[];
	lost: LostValue[];
}

/** @param contactOf which contact an id means today: of contacts who were merged, the one that stands; null: nobody, they were erased */
export function readAccount(
	fields: ReadonlyMap<string, FieldState>,
	contactOf: (id: ContactId) => ContactId | null = (id) => id,
): AccountReading {
	const values = fitting(fields, accountFields) as AccountValues;
	const deleted = values.deleted === true ? fields.get('deleted')?.winner : undefined;
	return {
		values,
		...readLinks(fields, contactOf),
		deletedAt: deleted === undefined ? null : stampTime(deleted.at),
		editedAfterDeletion: deleted !== undefined && hasUnseen(fields, values.deletedSeen ?? {}),
		...readLabels(fields),
		lost: lostValues(fields),
	};
}

export function readContact(fields: ReadonlyMap<string, FieldState>): ContactReading {
	return { values: fitting(fields, contactFields) as ContactValues, ...readLabels(fields), lost: lostValues(fields) };
}

function fitting(
	fields: ReadonlyMap<string, FieldState>,
	shapes: Readonly<Record<string, z.ZodMiniType>>,
): Record<string, unknown> {
	const values: Record<string, unknown> = {};
	for (const [field, shape] of Object.entries(shapes)) {
		const parsed = shape.safeParse(fields.get(field)?.winner.value);
		if (parsed.success) values[field] = parsed.data;
	}
	return values;
}

/** The latest stamp of each writer that a record holds: what whoever deletes it has seen. */
export function seenStamps(fields: ReadonlyMap<string, FieldState>): Record<string, Stamp> {
	const seen: Record<string, Stamp> = {};
	for (const { winner, also } of fields.values()) {
		for (const { writer, at } of [winner, ...also]) seen[writer] = laterStamp(seen[writer] ?? at, at);
	}
	return seen;
}

/** Fields that say whether a record is there are no edits of it. */
const ABOUT_BEING_THERE = ['deleted', 'deletedSeen', 'archived'];

function hasUnseen(fields: ReadonlyMap<string, FieldState>, seen: Readonly<Record<string, Stamp>>): boolean {
	for (const [field, { winner, also }] of fields) {
		if (ABOUT_BEING_THERE.includes(field)) continue;
		if ([winner, ...also].some(({ writer, at }) => at > (seen[writer] ?? 0))) return true;
	}
	return false;
}

/** The contacts that an account's document speaks of, linked or not. */
export function namedContacts(fields: ReadonlyMap<string, FieldState>): ContactId[] {
	return [...new Set([...fields.keys()].flatMap((field) => parseLinkField(field)?.contact ?? []))];
}

/**
 * Present links in their order. An account keeps at least one: where parted devices unlinked everybody, whoever was unlinked last is shown as
 * linked, without portal access. Who was erased is linked to nothing.
 */
function readLinks(
	fields: ReadonlyMap<string, FieldState>,
	contactOf: (id: ContactId) => ContactId | null,
): { links: Link[]; kept: AccountReading['kept'] } {
	const links = new Map<ContactId, RawLink>();
	for (const [field, { winner }] of fields) {
		const named = parseLinkField(field);
		if (named === null) continue;
		const value = linkParts[named.part].safeParse(winner.value);
		if (!value.success) continue;
		const link = links.get(named.contact) ?? {
			contact: named.contact,
			linkedAt: 0,
			...SWITCHES_OFF,
			present: false,
			changedAt: 0,
		};
		const changedAt = named.part === 'present' ? winner.at : link.changedAt;
		links.set(named.contact, { ...link, [named.part]: value.data, changedAt });
	}
	const all = unite([...links.values()], contactOf);
	const present = all.filter((link) => link.present);
	const last = present.length > 0 ? undefined : all.filter((link) => link.changedAt > 0).sort(lastUnlinkedFirst)[0];
	const shown = last === undefined ? present : [{ ...last, login: false }];
	return {
		links: shown.map(({ present: _, changedAt: __, ...link }) => link).sort(byLinkOrder),
		kept: last === undefined ? null : { contact: last.contact, at: stampTime(last.changedAt as Stamp) },
	};
}

type RawLink = Link & { present: boolean; changedAt: number };

/**
 * Links of contacts who were merged are one link, as old as the oldest of them, with every switch that is on for one of them; where none of them
 * is linked, it is what was unlinked last. The order in which they come makes no difference.
 */
function unite(links: readonly RawLink[], contactOf: (id: ContactId) => ContactId | null): RawLink[] {
	const united = new Map<ContactId, RawLink>();
	for (const link of [...links].sort(lastUnlinkedFirst)) {
		const contact = contactOf(link.contact);
		if (contact === null) continue;
		const other = united.get(contact);
		const both = other?.present === true && link.present;
		if (other === undefined || (link.present && !other.present)) united.set(contact, { ...link, contact });
		else if (both)
			united.set(contact, {
				...other,
				linkedAt: Math.min(other.linkedAt, link.linkedAt),
				login: other.login || link.login,
				notify: other.notify || link.notify,
				sync: other.sync || link.sync,
			});
	}
	return [...united.values()];
}

function lastUnlinkedFirst(a: { contact: ContactId; changedAt: number }, b: { contact: ContactId; changedAt: number }): number {
	return b.changedAt - a.changedAt || (a.contact < b.contact ? -1 : 1);
}

/**
 * Latest first, in an order that is the same on every device: the order of a Y.Map's keys is not. Who merges or deletes marks a record; nobody
 * has to choose between marks.
 */
function lostValues(fields: ReadonlyMap<string, FieldState>): LostValue[] {
	const written = [...fields].filter(([field]) => !isMergeMark(field) && field !== 'deletedSeen');
	const lost = written.flatMap(([field, { also }]) => also.map((register) => ({ field, ...register })));
	lost.sort(
		(a, b) => b.at - a.at || (a.writer < b.writer ? 1 : a.writer > b.writer ? -1 : 0) || (a.field < b.field ? -1 : 1),
	);
	return lost.map(({ field, value, at, writer }) => ({
		field,
		value,
		at: stampTime(at),
		device: writerDevice(writer),
	}));
}

import type * as z from 'zod/mini';
import { stampTime } from '../domain/clock.ts';
import type { FieldValue } from '../domain/field-value.ts';
import { accountFields, byLinkOrder, type AccountValues } from '../domain/account.ts';
import { contactFields, type ContactValues } from '../domain/contact.ts';
import { writerDevice, type ContactId, type DeviceId } from '../domain/ids.ts';
import { linkParts, parseLinkField, SWITCHES_OFF, type Link } from '../domain/link.ts';
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
	links: Link[];
	lost: LostValue[];
}

export interface ContactReading {
	values: ContactValues;
	lost: LostValue[];
}

export function readAccount(fields: ReadonlyMap<string, FieldState>): AccountReading {
	return {
		values: fitting(fields, accountFields) as AccountValues,
		links: readLinks(fields),
		lost: lostValues(fields),
	};
}

export function readContact(fields: ReadonlyMap<string, FieldState>): ContactReading {
	return { values: fitting(fields, contactFields) as ContactValues, lost: lostValues(fields) };
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

function readLinks(fields: ReadonlyMap<string, FieldState>): Link[] {
	const links = new Map<ContactId, Link & { present: boolean }>();
	for (const [field, { winner }] of fields) {
		const named = parseLinkField(field);
		if (named === null) continue;
		const value = linkParts[named.part].safeParse(winner.value);
		if (!value.success) continue;
		const link = links.get(named.contact) ?? { contact: named.contact, linkedAt: 0, ...SWITCHES_OFF, present: false };
		links.set(named.contact, { ...link, [named.part]: value.data });
	}
	return [...links.values()]
		.filter((link) => link.present)
		.map(({ present: _, ...link }) => link)
		.sort(byLinkOrder);
}

/** Latest first, in an order that is the same on every device: the order of a Y.Map's keys is not. */
function lostValues(fields: ReadonlyMap<string, FieldState>): LostValue[] {
	const lost = [...fields].flatMap(([field, { also }]) => also.map((register) => ({ field, ...register })));
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

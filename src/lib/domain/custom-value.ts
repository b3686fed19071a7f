import * as z from 'zod/mini';
import type { CustomField } from './custom-field.ts';
import { readEmail } from './email.ts';
import type { FieldValue } from './field-value.ts';
import { isPhone } from './phone.ts';
import { isDay } from './day.ts';
import { tidyLine, tidyText } from './text.ts';

/** The longest texts, in UTF-16 code units: a change from one to another fits an event. */
export const MAX_TEXT = 300;
export const MAX_LONG_TEXT = 2_000;
export const MAX_URL = 1_000;
/** Amounts are whole cents, up to ten thousand billion. */
const MAX_AMOUNT = 10 ** 15;

export type ValueProblem = 'value-invalid' | 'value-required' | 'too-long';

/** A value as it is stored (null: empty), or what is wrong with it. */
export type CustomReading = { ok: true; value: FieldValue } | { ok: false; problem: ValueProblem };

/**
 * Checks a value as it would be stored: texts tidied, dates as 'YYYY-MM-DD', amounts in cents, choices by their ids. Empty texts and lists are
 * null. A required field refuses null; a check box is always answered.
 */
export function checkCustomValue(field: Pick<CustomField, 'type' | 'choices' | 'required'>, raw: unknown): CustomReading {
	const checked = check(field, raw);
	if (!checked.ok || !field.required || field.type === 'checkbox') return checked;
	return checked.value === null ? { ok: false, problem: 'value-required' } : checked;
}

/** Whether a stored value still fits its field, whose type may have changed since. null fits every field. */
export function fitsField(field: Pick<CustomField, 'type' | 'choices'>, value: FieldValue): boolean {
	return check({ ...field, required: false }, value).ok;
}

function check(field: Pick<CustomField, 'type' | 'choices' | 'required'>, raw: unknown): CustomReading {
	if (raw === null || raw === undefined || raw === '') return good(field.type === 'checkbox' && raw === '' ? false : null);
	switch (field.type) {
		case 'text':
			return line(raw, MAX_TEXT);
		case 'longText':
			return typeof raw === 'string' ? text(tidyText(raw), MAX_LONG_TEXT) : bad();
		case 'number':
			return typeof raw === 'number' && Number.isFinite(raw) ? good(raw) : bad();
		case 'amount':
			return typeof raw === 'number' && Number.isSafeInteger(raw) && Math.abs(raw) <= MAX_AMOUNT ? good(raw) : bad();
		case 'date':
			return typeof raw === 'string' && isDay(raw) ? good(raw) : bad();
		case 'choice':
			return field.choices.some(({ id }) => id === raw) ? good(String(raw)) : bad();
		case 'choices':
			return choices(field, raw);
		case 'checkbox':
			return typeof raw === 'boolean' ? good(raw) : bad();
		case 'phone': {
			const phone = line(raw, 40);
			return phone.ok && typeof phone.value === 'string' && !isPhone(phone.value) ? bad() : phone;
		}
		case 'email': {
			if (typeof raw !== 'string') return bad();
			const email = readEmail(raw);
			return email.kind === 'problem' ? bad() : good(email.kind === 'empty' ? null : email.address);
		}
		case 'url':
			return typeof raw === 'string' ? url(tidyLine(raw)) : bad();
	}
}

function choices({ choices: known }: Pick<CustomField, 'choices'>, raw: unknown): CustomReading {
	const parsed = z.array(z.string()).safeParse(raw);
	if (!parsed.success || parsed.data.some((id) => !known.some((choice) => choice.id === id))) return bad();
	const picked = known.map(({ id }) => id).filter((id) => parsed.data.includes(id));
	return good(picked.length === 0 ? null : picked);
}

/** An address of the web; `https://` is added where it was left out. */
function url(typed: string): CustomReading {
	if (typed === '') return good(null);
	const full = /^[a-z][a-z0-9+.-]*:/i.test(typed) ? typed : `https://${typed}`;
	if (full.length > MAX_URL) return { ok: false, problem: 'too-long' };
	if (!/^https?:\/\/[^\s/]+\.[^\s/]{2,}/i.test(full) || /\s/.test(full) || !URL.canParse(full)) return bad();
	return good(full);
}

function line(raw: unknown, limit: number): CustomReading {
	return typeof raw === 'string' ? text(tidyLine(raw), limit) : bad();
}

function text(tidy: string, limit: number): CustomReading {
	if (tidy.length > limit) return { ok: false, problem: 'too-long' };
	return good(tidy === '' ? null : tidy);
}

function good(value: FieldValue): CustomReading {
	return { ok: true, value };
}

function bad(): CustomReading {
	return { ok: false, problem: 'value-invalid' };
}

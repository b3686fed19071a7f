import * as z from 'zod/mini';
import { accountType } from '../domain/account.ts';
import { postalAddress, tidyAddress } from '../domain/address.ts';
import { civility } from '../domain/contact.ts';
import { isDay } from '../domain/day.ts';
import { readEmail } from '../domain/email.ts';
import type { FieldValue } from '../domain/field-value.ts';
import { checkName, MAX_NAME } from '../domain/names.ts';
import { isPhone } from '../domain/phone.ts';
import { checkSiren } from '../domain/siren.ts';
import { locale } from '../domain/staff.ts';
import { tidyLine } from '../domain/text.ts';
import type { InputProblem } from './command-input.ts';

/** Fields as they would be written, or what is wrong with them. */
export type Checked = { ok: true; values: Record<string, FieldValue> } | { ok: false; problems: InputProblem[] };

type FieldCheck = (raw: unknown) => { value: FieldValue } | { problem: InputProblem['problem'] };

function nameCheck(raw: unknown): ReturnType<FieldCheck> {
	if (typeof raw !== 'string') return { problem: 'name-unusable' };
	const name = tidyLine(raw);
	if (name.length > MAX_NAME) return { problem: 'too-long' };
	return checkName(name) === null ? { value: name } : { problem: 'name-unusable' };
}

function emailCheck(raw: unknown): ReturnType<FieldCheck> {
	const reading = readEmail(typeof raw === 'string' ? raw : '\u0000');
	if (reading.kind === 'problem') return { problem: 'email-invalid' };
	return { value: reading.kind === 'address' ? reading.address : '' };
}

function phonesCheck(raw: unknown): ReturnType<FieldCheck> {
	const parsed = z.array(z.string()).check(z.maxLength(10)).safeParse(raw);
	if (!parsed.success) return { problem: 'phone-invalid' };
	const phones = parsed.data.map(tidyLine).filter((phone) => phone !== '');
	return phones.every(isPhone) ? { value: phones } : { problem: 'phone-invalid' };
}

function addressCheck(raw: unknown): ReturnType<FieldCheck> {
	const parsed = postalAddress.safeParse(raw);
	if (!parsed.success) return { problem: 'too-long' };
	return { value: { ...tidyAddress(parsed.data) } };
}

function shapeCheck(shape: z.ZodMiniType<FieldValue>): FieldCheck {
	return (raw) => {
		const parsed = shape.safeParse(raw);
		return parsed.success ? { value: parsed.data } : { problem: 'required' };
	};
}

function sirenCheck(raw: unknown): ReturnType<FieldCheck> {
	const reading = typeof raw === 'string' ? checkSiren(raw) : null;
	return reading?.ok ? { value: reading.siren } : { problem: 'siren-invalid' };
}

function birthDateCheck(raw: unknown): ReturnType<FieldCheck> {
	if (raw === null || raw === '') return { value: null };
	return typeof raw === 'string' && isDay(raw) ? { value: raw } : { problem: 'value-invalid' };
}

const flag = shapeCheck(z.boolean());

/** How each field of an account is checked when a person writes it. */
export const accountChecks: Readonly<Record<string, FieldCheck>> = {
	type: shapeCheck(accountType),
	name: nameCheck,
	companyName: nameCheck,
	companyAddress: addressCheck,
	siren: sirenCheck,
	archived: flag,
};

/** How each field of a contact is checked when a person writes it. */
export const contactChecks: Readonly<Record<string, FieldCheck>> = {
	firstName: nameCheck,
	lastName: nameCheck,
	email: emailCheck,
	phones: phonesCheck,
	address: addressCheck,
	language: shapeCheck(z.nullable(locale)),
	civility: shapeCheck(z.nullable(civility)),
	birthDate: birthDateCheck,
	archived: flag,
};

/**
 * Checks what a person wrote, field by field; fields that are undefined are not there.
 * @param path what the problems' fields begin with, such as `contacts/0/`
 */
export function checkFields(input: object, checks: Readonly<Record<string, FieldCheck>>, path = ''): Checked {
	const values: Record<string, FieldValue> = {};
	const problems: InputProblem[] = [];
	for (const [field, check] of Object.entries(checks)) {
		const raw = (input as Record<string, unknown>)[field];
		if (raw === undefined) continue;
		const result = check(raw);
		if ('problem' in result) problems.push({ field: `${path}${field}`, problem: result.problem });
		else values[field] = result.value;
	}
	return problems.length === 0 ? { ok: true, values } : { ok: false, problems };
}

import * as z from 'zod/mini';
import { EMPTY_ADDRESS, postalAddress } from './address.ts';
import { day } from './day.ts';
import { staffId } from './ids.ts';
import { MAX_NAME } from './names.ts';
import { locale } from './staff.ts';
import { stamp } from './clock.ts';
import { foldText } from './text.ts';

/** A phone number as it was typed. It is compared by its digits. */
export const phone = z.string().check(z.maxLength(40));

/** Phones of one person. */
export const MAX_PHONES = 10;

/** How a letter addresses a person. */
export const civility = z.enum(['mr', 'ms']);
export type Civility = z.infer<typeof civility>;

/** The fields of a contact's document and what each may hold. */
export const contactFields = {
	firstName: z.string().check(z.maxLength(MAX_NAME)),
	lastName: z.string().check(z.maxLength(MAX_NAME)),
	email: z.string().check(z.maxLength(254)),
	phones: z.array(phone).check(z.maxLength(MAX_PHONES)),
	address: postalAddress,
	language: locale,
	civility,
	birthDate: day,
	archived: z.boolean(),
	deleted: z.boolean(),
	createdBy: staffId,
	createdAt: stamp,
} as const;

export type ContactField = keyof typeof contactFields;
export type ContactValues = { [K in ContactField]?: z.infer<(typeof contactFields)[K]> };

export const CONTACT_DEFAULTS = {
	firstName: '',
	lastName: '',
	email: '',
	phones: [] as readonly string[],
	address: EMPTY_ADDRESS,
	archived: false,
	deleted: false,
};

/** What two spellings of a person's name have in common, whichever of first and last name stands first. */
export function personKey(name: string): string {
	return foldText(name).split(/[\s'-]+/).filter((word) => word !== '').sort().join(' ');
}

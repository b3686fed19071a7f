import * as z from 'zod/mini';
import { EMPTY_ADDRESS, postalAddress } from './address.ts';
import { staffId } from './ids.ts';
import { MAX_NAME } from './names.ts';
import { locale } from './staff.ts';
import { stamp } from './clock.ts';

/** A phone number as it was typed. It is compared by its digits. */
export const phone = z.string().check(z.maxLength(40));

/** The fields of a contact's document and what each may hold. */
export const contactFields = {
	firstName: z.string().check(z.maxLength(MAX_NAME)),
	lastName: z.string().check(z.maxLength(MAX_NAME)),
	email: z.string().check(z.maxLength(254)),
	phones: z.array(phone).check(z.maxLength(10)),
	address: postalAddress,
	language: locale,
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

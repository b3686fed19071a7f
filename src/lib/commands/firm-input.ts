import type { PostalAddress } from '../domain/address.ts';
import type { FieldChoice, FieldType } from '../domain/custom-field.ts';
import type { FieldId } from '../domain/ids.ts';
import type { Locale } from '../domain/staff.ts';
import type { RecordKind } from '../domain/tag.ts';

/** Changes of the firm's own details; fields that are not named stay. */
export interface FirmChanges {
	name?: string;
	address?: PostalAddress;
	/** A data URL (`image/png`, `jpeg`, `webp`) of at most 7,000 characters; '' for none. */
	logo?: string;
	replyTo?: string;
	language?: Locale;
	/** ISO 3166-1 alpha-2 */
	country?: string;
	/** Whether new clients may register online. */
	signUpOpen?: boolean;
	/** Plain text, at most 1,000 characters; '' for none. */
	signUpWelcome?: string;
}

export interface NewField {
	id?: FieldId;
	kind: RecordKind;
	label: string;
	type: FieldType;
	required?: boolean;
	choices?: readonly FieldChoice[];
}

export interface FieldChanges {
	label?: string;
	/** Values stay as they are; those that do not fit are kept and shown as such. */
	type?: FieldType;
	required?: boolean;
	choices?: readonly FieldChoice[];
}

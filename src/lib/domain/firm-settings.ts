import * as z from 'zod/mini';
import { EMPTY_ADDRESS, postalAddress, type PostalAddress } from './address.ts';
import type { CustomField } from './custom-field.ts';
import { flattenTree, buildTree } from './folder-tree.ts';
import type { FolderTemplate, StoredFolder } from './folder.ts';
import { templateId, type FolderId, type TemplateId } from './ids.ts';
import { locale, type Locale, type Profile } from './staff.ts';
import { foldText } from './text.ts';

/** A logo as a data URL: small enough that a change from one to another fits an event. */
export const MAX_LOGO = 7_000;

/** The firm's own fields, registers of `firm:settings`; custom fields and templates stand beside them. */
export const firmFields = {
	name: z.string().check(z.minLength(1), z.maxLength(120)),
	address: postalAddress,
	logo: z.string().check(z.maxLength(MAX_LOGO), z.regex(/^data:image\/(?:png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}$/)),
	replyTo: z.string().check(z.maxLength(254)),
	language: locale,
	country: z.string().check(z.regex(/^[A-Z]{2}$/)),
	defaultTemplate: templateId,
} as const;

/** A template as its registers say. */
export interface StoredTemplate {
	id: TemplateId;
	name: string;
	deleted: boolean;
	folders: [FolderId, StoredFolder][];
}

/** What `firm:settings` says, as it is kept for reading; null: never written. */
export interface StoredFirm {
	name: string | null;
	address: PostalAddress | null;
	logo: string | null;
	replyTo: string | null;
	language: Locale | null;
	country: string | null;
	defaultTemplate: TemplateId | null;
	/** Whether new clients may register online; absent: never written. */
	signUpOpen?: boolean;
	/** Plain text above the form for new clients; absent: never written. */
	signUpWelcome?: string;
	fields: CustomField[];
	templates: StoredTemplate[];
}

export const EMPTY_FIRM: StoredFirm = Object.freeze({
	name: null,
	address: null,
	logo: null,
	replyTo: null,
	language: null,
	country: null,
	defaultTemplate: null,
	fields: [],
	templates: [],
});

/** The firm as screens show it. */
export interface FirmSettings {
	name: string;
	address: PostalAddress;
	/** A data URL, or '' */
	logo: string;
	/** Where answers to the firm's mails go; '' for none. */
	replyTo: string;
	language: Locale;
	/** ISO 3166-1 alpha-2 */
	country: string;
	defaultTemplate: TemplateId | null;
	/** Whether new clients may register online. */
	signUpOpen: boolean;
	/** Plain text above the form for new clients; '' for none. */
	signUpWelcome: string;
	/** All of them, archived ones too, in their order. */
	fields: CustomField[];
	/** By name. */
	templates: FolderTemplate[];
}

/** What was never written in the settings is what the firm was set up with. */
export function toFirmSettings(stored: StoredFirm, firm: Pick<Profile, 'firmName' | 'firmCountry' | 'firmLocale'>): FirmSettings {
	const language = stored.language ?? firm.firmLocale;
	const templates = stored.templates.filter((template) => !template.deleted);
	const isDefault = (id: TemplateId) => id === stored.defaultTemplate;
	return {
		name: stored.name ?? firm.firmName,
		address: stored.address ?? EMPTY_ADDRESS,
		logo: stored.logo ?? '',
		replyTo: stored.replyTo ?? '',
		language,
		country: stored.country ?? firm.firmCountry,
		signUpOpen: stored.signUpOpen ?? false,
		signUpWelcome: stored.signUpWelcome ?? '',
		defaultTemplate: templates.find(({ id }) => isDefault(id))?.id ?? null,
		fields: [...stored.fields].sort(byOrder),
		templates: templates
			.map(({ id, name, folders }) => ({
				id,
				name,
				folders: flattenTree(buildTree(new Map(folders), language).tree),
				isDefault: isDefault(id),
			}))
			.sort(byName),
	};
}

/** The fields that a form asks for of a kind of record. */
export function activeFields(fields: readonly CustomField[], kind: CustomField['kind']): CustomField[] {
	return fields.filter((field) => field.kind === kind && !field.archived);
}

function byOrder(a: CustomField, b: CustomField): number {
	return a.order - b.order || (a.id < b.id ? -1 : 1);
}

function byName(a: FolderTemplate, b: FolderTemplate): number {
	const [left, right] = [foldText(a.name), foldText(b.name)];
	return left < right ? -1 : left > right ? 1 : a.id < b.id ? -1 : 1;
}

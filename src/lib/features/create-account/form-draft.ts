import * as z from 'zod/mini';
import { accountType } from '$lib/domain/account.ts';
import { civility } from '$lib/domain/contact.ts';
import { accountId, contactId, fieldId, tagId, templateId } from '$lib/domain/ids.ts';
import { locale } from '$lib/domain/staff.ts';
import { tagColor } from '$lib/domain/tag.ts';

const text = z.string().check(z.maxLength(20_000));
/** As typed: what is too long to be stored is kept all the same. */
const address = z.object({ street: text, postcode: text, city: text, country: text });
const switches = z.object({ login: z.boolean(), notify: z.boolean(), sync: z.boolean() });

const labels = {
	tags: z.array(tagId),
	newTags: z.array(z.object({ id: tagId, name: text, color: tagColor })),
	custom: z.record(fieldId, z.object({ value: z.union([text, z.boolean(), z.readonly(z.array(text))]), locale })),
};

const personDetails = z.object({ civility: z.nullable(civility), birthDate: text, ...labels });

/** The parts of a contact that are seldom known at first. */
export type PersonDetailsDraft = z.infer<typeof personDetails>;

const accountDetails = z.object({ siren: text, template: z.nullable(templateId), ...labels });

/** The parts of an account that may be left out. */
export type AccountDetailsDraft = z.infer<typeof accountDetails>;

const contactDraft = z.object({
	firstName: text,
	lastName: text,
	email: text,
	phones: z.array(text),
	address,
	switches,
	linked: z.nullable(contactId),
	keptApart: z.array(contactId),
	/** Drafts of an earlier version have none. */
	details: z.optional(personDetails),
});

/** A contact of an unfinished form, as typed. */
export type ContactDraft = z.infer<typeof contactDraft>;

const accountDraft = z.object({
	/** The account that the form would have made: if the book has it, the form was finished after all. */
	id: accountId,
	/** ms since 1970 */
	savedAt: z.number(),
	type: z.nullable(accountType),
	name: text,
	companyName: text,
	companyAddress: address,
	/** Drafts of an earlier version have none. */
	details: z.optional(accountDetails),
	contacts: z.array(contactDraft).check(z.minLength(1)),
	step: z.union([z.literal(0), z.literal(1)]),
});

/** An unfinished account form, kept on this device only. */
export type AccountDraft = z.infer<typeof accountDraft>;

/** Reads a draft out of whatever an earlier version of the app left; null for anything else. */
export function parseAccountDraft(kept: unknown): AccountDraft | null {
	const parsed = accountDraft.safeParse(kept);
	return parsed.success ? parsed.data : null;
}

const keptContact = z.object({ savedAt: z.number(), contact: contactDraft });

/** An unfinished form of a contact alone. `savedAt`: ms since 1970. */
export type KeptContact = z.infer<typeof keptContact>;

/** The same for the form of a contact alone. */
export function parseKeptContact(kept: unknown): KeptContact | null {
	const parsed = keptContact.safeParse(kept);
	return parsed.success ? parsed.data : null;
}

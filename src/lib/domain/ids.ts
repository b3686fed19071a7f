import * as z from 'zod/mini';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const uuidv7 = z.string().check(z.regex(uuidPattern));

/** A firm: one practice, the tenant of everything else. UUIDv7 (RFC 9562 §5.7), lower case. */
export const firmId = uuidv7.brand<'FirmId'>();
export type FirmId = z.infer<typeof firmId>;

/** A person of the firm who signs in to the app. */
export const staffId = uuidv7.brand<'StaffId'>();
export type StaffId = z.infer<typeof staffId>;

/** A client account. */
export const accountId = uuidv7.brand<'AccountId'>();
export type AccountId = z.infer<typeof accountId>;

/** A real person at a client. */
export const contactId = uuidv7.brand<'ContactId'>();
export type ContactId = z.infer<typeof contactId>;

/** One request to invite one contact, made on a device. The invitation that the relay makes of it has the same id. */
export const invitationId = uuidv7.brand<'InvitationId'>();
export type InvitationId = z.infer<typeof invitationId>;

/** A tag of the firm's vocabulary. Two ids may mean one tag, see `vocabulary.ts`. */
export const tagId = uuidv7.brand<'TagId'>();
export type TagId = z.infer<typeof tagId>;

/** A custom field that the firm defined. */
export const fieldId = uuidv7.brand<'FieldId'>();
export type FieldId = z.infer<typeof fieldId>;

/** A folder template of the firm. */
export const templateId = uuidv7.brand<'TemplateId'>();
export type TemplateId = z.infer<typeof templateId>;

/** A folder of an account's tree or of a template's. A folder that came from a template has the template folder's id. */
export const folderId = uuidv7.brand<'FolderId'>();
export type FolderId = z.infer<typeof folderId>;

/** A saved filter that the firm shares. */
export const filterId = uuidv7.brand<'FilterId'>();
export type FilterId = z.infer<typeof filterId>;

/** One import of a file or archive, made on one device. */
export const importId = uuidv7.brand<'ImportId'>();
export type ImportId = z.infer<typeof importId>;

/** One command's updates and events: they become visible elsewhere together. */
export const groupId = uuidv7.brand<'GroupId'>();
export type GroupId = z.infer<typeof groupId>;

/** An immutable fact in the log. */
export const eventId = uuidv7.brand<'EventId'>();
export type EventId = z.infer<typeof eventId>;

/** One browser profile of one staff member: 12 letters and digits, handed out by the relay at sign-in. */
export const deviceId = z
	.string()
	.check(z.regex(/^[0-9A-Za-z]{12}$/))
	.brand<'DeviceId'>();
export type DeviceId = z.infer<typeof deviceId>;

/** A device plus five random characters for a tab and boot, so that two tabs of one device are two writers. */
export const writerId = z
	.string()
	.check(z.regex(/^[0-9A-Za-z]{12}\.[0-9A-Za-z]{5}$/))
	.brand<'WriterId'>();
export type WriterId = z.infer<typeof writerId>;

/** The identity of one history of a log. A restored relay starts a new one. 16 letters and digits. */
export const epoch = z
	.string()
	.check(z.regex(/^[0-9A-Za-z]{16}$/))
	.brand<'Epoch'>();
export type Epoch = z.infer<typeof epoch>;

/** The device that a writer belongs to. */
export function writerDevice(writer: WriterId): DeviceId {
	return writer.slice(0, 12) as DeviceId;
}

/** The same tab and boot as a writer of another device. */
export function ofDevice(writer: WriterId, device: DeviceId): WriterId {
	return `${device}${writer.slice(12)}` as WriterId;
}

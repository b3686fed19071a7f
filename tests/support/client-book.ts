import { accountDocument, contactDocument, FIRM_SETTINGS } from '../../src/lib/domain/document-name.ts';
import { nextStamp, type Stamp } from '../../src/lib/domain/clock.ts';
import type { FieldValue } from '../../src/lib/domain/field-value.ts';
import type {
	AccountId,
	ContactId,
	DeviceId,
	EventId,
	FirmId,
	GroupId,
	InvitationId,
	StaffId,
} from '../../src/lib/domain/ids.ts';
import { linkField } from '../../src/lib/domain/link.ts';
import type { Locale } from '../../src/lib/domain/staff.ts';
import type { Group } from '../../src/lib/protocol/entries.ts';
import { packEvent, unpackEvent, type Event } from '../../src/lib/protocol/events/event.ts';
import { createPlatform, type RelayPlatform } from '../../sync-server/platform.ts';
import type { LogService } from '../../sync-server/sync/log-service.ts';
import { RecordWriter } from './record-writer.ts';

/** What a test says of a request; the rest is as a device would have it. */
export interface Asking {
	accounts: AccountId[];
	contact: ContactId;
	email?: string;
	message?: string;
	language?: Locale;
	knows?: InvitationId[];
	request?: InvitationId;
}

/** A staff member's device that pushes to a firm's log: records, switches and requests, each a group. */
export class ClientBook {
	readonly writer: RecordWriter;
	readonly staff: StaffId;
	#log: LogService;
	#firm: FirmId;
	#platform: RelayPlatform;
	#last = 0 as Stamp;

	constructor(log: LogService, firm: FirmId, staff: StaffId, device = 'Anna00000000', platform = createPlatform()) {
		this.#log = log;
		this.#firm = firm;
		this.staff = staff;
		this.#platform = platform;
		this.writer = new RecordWriter(device, platform);
	}

	/** Pushes groups in one go; the refusals' codes. */
	async push(groups: readonly Group[], more: { supplied?: boolean } = {}): Promise<(string | null)[]> {
		const results = await this.#log.append({
			firm: this.#firm,
			device: this.writer.device as DeviceId,
			staff: this.staff,
			role: 'owner',
			groups: groups.map((group) => ({
				...group,
				...more,
				entries: group.entries.map((entry) =>
					entry.kind === 'event' ? { kind: 'event' as const, bytes: packEvent(entry.event) } : entry,
				),
			})),
		});
		return results.map(({ refusal }) => refusal?.code ?? null);
	}

	/** A contact with an address, in the log. */
	async contact(
		email: string,
		names: { firstName?: string; lastName?: string; language?: Locale } = {},
	): Promise<ContactId> {
		const id = this.#platform.uuid() as ContactId;
		await this.push([this.#write(contactDocument(id), { firstName: 'Léa', lastName: 'Martin', ...names, email })]);
		return id;
	}

	/** An account with these contacts linked, LOGIN on unless it is said otherwise. */
	async account(
		name: string,
		contacts: readonly ContactId[],
		switches: { login?: boolean; notify?: boolean } = {},
	): Promise<AccountId> {
		const id = this.#platform.uuid() as AccountId;
		const links: Record<string, FieldValue> = {};
		for (const [i, contact] of contacts.entries()) {
			links[linkField(contact, 'present')] = true;
			links[linkField(contact, 'linkedAt')] = i + 1;
			links[linkField(contact, 'login')] = switches.login ?? true;
			links[linkField(contact, 'notify')] = switches.notify ?? false;
			links[linkField(contact, 'sync')] = false;
		}
		await this.push([this.#write(accountDocument(id), { type: 'individual', name, ...links })]);
		return id;
	}

	/** Writes fields of a record. */
	edit(record: { account: AccountId } | { contact: ContactId } | 'firm', values: Record<string, FieldValue>) {
		const name =
			record === 'firm'
				? FIRM_SETTINGS
				: 'account' in record
					? accountDocument(record.account)
					: contactDocument(record.contact);
		return this.push([this.#write(name, values)]);
	}

	setLogin(account: AccountId, contact: ContactId, on: boolean) {
		return this.edit({ account }, { [linkField(contact, 'login')]: on });
	}

	/** A group that asks for an invitation; its request's id. */
	asks(asking: Asking): { group: Group; request: InvitationId } {
		const request = asking.request ?? (this.#platform.uuid() as InvitationId);
		const group = this.says({
			type: 'invitation.requested',
			request,
			contact: asking.contact,
			accounts: asking.accounts,
			email: asking.email ?? 'lea@exemple.fr',
			message: asking.message ?? '',
			language: asking.language ?? 'fr',
			knows: asking.knows ?? [],
			staff: this.staff,
		});
		return { group, request };
	}

	async ask(asking: Asking): Promise<InvitationId> {
		const { group, request } = this.asks(asking);
		const [refused] = await this.push([group]);
		if (refused !== null) throw new Error(`refused: ${String(refused)}`);
		return request;
	}

	/** A group of one event. */
	says(told: { type: Event['type'] } & Record<string, unknown>): Group {
		this.#last = nextStamp(this.#last, this.#platform.now());
		const event = { ...told, id: this.#platform.uuid() as EventId, at: this.#last } as unknown as Event;
		return { id: this.#platform.uuid() as GroupId, entries: [{ kind: 'event', event }] };
	}

	/** Every event about invitations that the firm's log has, in its order. */
	async events(): Promise<Event[]> {
		const found: Event[] = [];
		for (let after = 0; ;) {
			const { entries } = await this.#log.read(this.#firm, after);
			for (const { entry } of entries) {
				if (entry?.kind !== 'event') continue;
				const event = unpackEvent(entry.bytes);
				if (typeof event !== 'string' && /^(invitation|client)\./.test(event.type)) found.push(event);
			}
			const last = entries.at(-1)?.seq;
			if (last === undefined || last === after) return found;
			after = last;
		}
	}

	/** What the log says of one request, without the request itself: types in their order. */
	async told(request: InvitationId): Promise<string[]> {
		return (await this.events())
			.filter((event) => 'request' in event && event.request === request && event.type !== 'invitation.requested')
			.map((event) => event.type.replace('invitation.', ''));
	}

	#write(document: Parameters<RecordWriter['group']>[0], values: Record<string, FieldValue>): Group {
		return this.writer.group(document, values);
	}
}

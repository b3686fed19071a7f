import { commit, type Outcome } from '../../src/lib/commands/commit.ts';
import type { CommandResult } from '../../src/lib/commands/command-input.ts';
import { createAccount } from '../../src/lib/commands/create-account.ts';
import { addContact, linkContact, setSwitches, unlinkContact } from '../../src/lib/commands/edit-links.ts';
import { editAccount, editContact } from '../../src/lib/commands/edit-records.ts';
import { createContact } from '../../src/lib/commands/new-records.ts';
import { discardSetAside, restoreValue, retrySetAside } from '../../src/lib/commands/restore-values.ts';
import { EMPTY_ADDRESS } from '../../src/lib/domain/address.ts';
import { accountDocument, contactDocument, FIRM_SETTINGS } from '../../src/lib/domain/document-name.ts';
import type { EventId } from '../../src/lib/domain/ids.ts';
import { SWITCHES_OFF, type LinkSwitches } from '../../src/lib/domain/link.ts';
import type { Event } from '../../src/lib/protocol/events/event.ts';
import { StorageFailed, type BookStore } from '../../src/lib/storage/book-store.ts';
import type { AccountRow, ContactRow } from '../../src/lib/storage/rows.ts';
import type { Auditor } from './auditor.ts';
import { BOOK_DEEDS, bookDeed, ERASE_DEEDS } from './book-deeds.ts';
import { Killed } from './device-disk.ts';
import type { Device, Tab } from './device.ts';
import type { Random } from './random.ts';

/** What people do, and how often. */
export const DEEDS = {
	createAccount: 10,
	createContact: 2,
	editContact: 24,
	editAccount: 16,
	setSwitches: 8,
	linkContact: 5,
	addContact: 4,
	unlinkContact: 4,
	archive: 3,
	restore: 5,
	newerField: 3,
	retry: 2,
	discard: 1,
};

export interface PeopleDeps {
	random: Random;
	auditor: Auditor;
	/** Whether they work with tags, folders, settings and many records at once, too. */
	book: boolean;
	/** Whether they erase records for good, too. */
	erase: boolean;
	failed(error: unknown): void;
	note(text: string): void;
}

/** The people at the devices. Each text that they write is written once in a run, so that it can be told whose it is. */
export class People {
	#deps: PeopleDeps;
	#written = 0;

	constructor(deps: PeopleDeps) {
		this.#deps = deps;
	}

	/** Somebody does something in one of the device's tabs. */
	act(device: Device): void {
		const tab = this.#deps.random.pick(device.usable());
		if (tab === undefined) return;
		const { random, book } = this.#deps;
		if (book && random.chance(0.5)) {
			const bookish = random.weighted(this.#deps.erase ? { ...BOOK_DEEDS, ...ERASE_DEEDS } : BOOK_DEEDS);
			const place = { device, tab, random, accounts: this.#few(accounts(device)), contacts: this.#few(contacts(device)), text: () => `V${++this.#written}` };
			return this.#do(device, bookish, async (words) => bookDeed(bookish, { ...place, words }, this.#deps.auditor));
		}
		const deed = random.weighted(DEEDS);
		this.#do(device, deed, (words) => this.#deed(deed, device, tab, words));
	}

	/** A group that the relay must refuse as a whole: a member writes the firm's settings, or an app of a newer version an event that the relay does not know. */
	overstep(device: Device, how: 'settings' | 'unknown-event'): void {
		const { random } = this.#deps;
		const tab = random.pick(device.usable());
		const account = random.pick(accounts(device));
		if (tab === undefined || account === undefined) return;
		this.#do(device, `overstep with ${how}`, (words) => {
			const value = words();
			const deps =
				how === 'settings'
					? tab.deps
					: { ...tab.deps, store: addingUnknownEvent(tab.deps.store, tab.deps.platform.uuid() as EventId) };
			return commit(deps, 'edited', async (draft): Promise<Outcome<void>> => {
				if (how === 'settings') draft.change(FIRM_SETTINGS, { name: value });
				draft.change(accountDocument(account.id), { companyName: value });
				return { ok: true, value: undefined };
			});
		});
	}

	#do(device: Device, deed: string, work: (words: () => string) => Promise<CommandResult<unknown> | void>): void {
		const { auditor, note, failed } = this.#deps;
		const said: string[] = [];
		const words = (): string => {
			const word = `V${++this.#written}`;
			said.push(word);
			return word;
		};
		const what = `${device.name}: ${deed}`;
		work(words).then(
			(result) => {
				const ok = result === undefined || result.ok;
				note(`${what} ${said.join(' ')} ${ok ? 'saved' : 'not taken'}`);
				if (ok) for (const word of said) auditor.claimed(device, word);
			},
			(error: unknown) => {
				note(`${what} ${said.join(' ')} not saved: ${String(error)}`);
				if (!(error instanceof Killed) && !(error instanceof StorageFailed)) failed(error);
			},
		);
	}

	async #deed(
		deed: keyof typeof DEEDS,
		device: Device,
		tab: Tab,
		words: () => string,
	): Promise<CommandResult<unknown> | void> {
		const { random } = this.#deps;
		const { deps } = tab;
		const account = this.#some(accounts(device));
		const contact = this.#some(contacts(device));
		if (deed === 'createAccount' || account === undefined || contact === undefined)
			return createAccount(deps, this.#newAccount(contact, words));
		switch (deed) {
			case 'createContact':
				return createContact(deps, { firstName: words(), lastName: '', email: '', phones: [] });
			case 'editContact':
				return editContact(
					deps,
					contact.id,
					random.chance(0.6) ? { lastName: words() } : { firstName: words(), email: `${words()}@exemple.fr` },
				);
			case 'editAccount':
				return editAccount(
					deps,
					account.id,
					random.chance(0.6)
						? { name: words() }
						: { companyName: words(), companyAddress: { ...EMPTY_ADDRESS, city: words() } },
				);
			case 'setSwitches':
				return setSwitches(
					deps,
					account.id,
					random.pick(account.contactIds) ?? contact.id,
					random.chance(0.5) ? { login: random.chance(0.5) } : this.#switches(),
				);
			case 'linkContact':
				return linkContact(deps, account.id, contact.id, this.#switches());
			case 'addContact':
				return addContact(
					deps,
					account.id,
					{ firstName: '', lastName: words(), email: `${words()}@exemple.fr`, phones: ['0612345678'] },
					this.#switches(),
				);
			case 'unlinkContact':
				return unlinkContact(deps, account.id, random.pick(account.contactIds) ?? contact.id);
			case 'archive':
				return editAccount(deps, account.id, { archived: account.status !== 'archived' });
			case 'restore': {
				const lost = random.pick(account.alsoWritten) ?? random.pick(contact.alsoWritten);
				const document = account.alsoWritten.length > 0 ? accountDocument(account.id) : contactDocument(contact.id);
				return lost === undefined
					? editContact(deps, contact.id, { lastName: words() })
					: restoreValue(deps, document, lost.field, lost.value);
			}
			case 'newerField':
				return commit(deps, 'edited', async (draft): Promise<Outcome<void>> => {
					draft.change(accountDocument(account.id), { nickname: words() });
					return { ok: true, value: undefined };
				});
			case 'retry': {
				const group = random.pick(device.disk.setAside());
				return group === undefined ? undefined : retrySetAside(deps, group.group);
			}
			case 'discard': {
				const group = random.pick(device.disk.setAside());
				return group === undefined ? undefined : discardSetAside(deps, group.group);
			}
		}
	}

	/** Half of the time one of the few records that everybody works on. */
	#some<Row extends { id: string }>(rows: readonly Row[]): Row | undefined {
		const { random } = this.#deps;
		const sorted = [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
		return random.pick(random.chance(0.5) ? sorted.slice(0, 4) : sorted);
	}

	/** The records that everybody works on. */
	#few<Row extends { id: string }>(rows: readonly Row[]): Row[] {
		return [...rows].sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, 5);
	}

	#newAccount(known: ContactRow | undefined, words: () => string) {
		const { random } = this.#deps;
		const company = random.chance(0.5);
		const create = () => ({
			create: {
				firstName: random.chance(0.5) ? words() : '',
				lastName: words(),
				email: `${words()}@exemple.fr`,
				phones: [],
			},
			switches: this.#switches(),
		});
		const link = random.chance(0.3) && known !== undefined ? [{ link: known.id, switches: SWITCHES_OFF }] : [];
		return {
			type: company ? ('company' as const) : ('individual' as const),
			name: random.chance(0.3) ? words() : '',
			companyName: company ? words() : '',
			companyAddress: EMPTY_ADDRESS,
			contacts: [create(), ...Array.from({ length: random.below(3) }, create), ...link],
		};
	}

	#switches(): LinkSwitches {
		const { random } = this.#deps;
		return { login: random.chance(0.5), notify: random.chance(0.5), sync: random.chance(0.5) };
	}
}

function accounts(device: Device): AccountRow[] {
	return device.disk.rows<AccountRow>('accounts').filter((row) => row.status !== 'deleted');
}

function contacts(device: Device): ContactRow[] {
	return device.disk.rows<ContactRow>('contacts').filter((row) => row.status !== 'deleted');
}

/** What an app of a newer version would write: the same group, with an event of a kind that this version does not have. */
function addingUnknownEvent(store: BookStore, id: EventId): BookStore {
	const event = { type: 'record.painted', id, at: 0 } as unknown as Event;
	return {
		...store,
		write: (body) =>
			store.write((tx) =>
				body({
					...tx,
					outbox: {
						...tx.outbox,
						add: (group) => tx.outbox.add({ ...group, entries: [...group.entries, { kind: 'event', event }] }),
					},
				}),
			),
	};
}

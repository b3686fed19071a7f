import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { safeName } from '../../src/lib/domain/names.ts';
import type { AccountId } from '../../src/lib/domain/ids.ts';
import { createBrowserPlatform } from '../../src/lib/platform/browser-platform.ts';
import type { AccountFormDeps } from '../../src/lib/features/create-account/account-form.ts';
import { AccountFormState } from '../../src/lib/features/create-account/account-form-state.svelte.ts';
import type { ContactFormState } from '../../src/lib/features/create-account/contact-form-state.svelte.ts';
import { findPeople } from '../../src/lib/features/create-account/find-people.ts';
import { parseAccountDraft } from '../../src/lib/features/create-account/form-draft.ts';
import { plainFirm } from '../support/plain-firm.ts';
import { openTestBook, type TestBook } from '../support/test-book.ts';

const platform = createBrowserPlatform();
let book: TestBook;

beforeEach(async () => {
	book = await openTestBook();
});
afterEach(() => book.leave());

function openForm(deps: Partial<AccountFormDeps> = {}): AccountFormState {
	return new AccountFormState({
		id: platform.uuid() as AccountId,
		commands: book.commands,
		queries: book.queries,
		firm: plainFirm(),
		...deps,
	});
}

function first(form: AccountFormState): ContactFormState {
	const [contact] = form.contacts;
	if (contact === undefined) throw new Error('a form always has a contact');
	return contact;
}

/** A form that can be saved: an individual with one contact. */
function filled(deps: Partial<AccountFormDeps> = {}): AccountFormState {
	const form = openForm(deps);
	form.type = 'individual';
	first(form).firstName = 'Léa';
	first(form).lastName = 'Martin';
	return form;
}

const accounts = () => book.first(book.queries.accounts({ status: 'active', from: 0, count: 50 }));

describe('the type', () => {
	test('must be chosen: going on without one says so and puts the cursor there', () => {
		const form = openForm();
		expect(form.typeFault).toBeNull();
		expect(form.goTo(1)).toBe(false);
		expect(form.typeFault).toEqual({ kind: 'type-missing' });
		expect(form.focus).toEqual({ field: 'type' });
	});

	test('switched there and back keeps everything, and an individual never stores company fields', async () => {
		const form = filled();
		form.type = 'company';
		form.companyName = 'Martin SARL';
		form.companyAddress = { ...form.companyAddress, city: 'Lyon' };
		form.type = 'individual';
		expect(form.toInput()).toMatchObject({ companyName: '', companyAddress: { city: '' } });
		const created = await form.create();
		const [row] = await accounts();
		expect(row).toMatchObject({ id: created?.id, type: 'individual', companyName: '', companyAddress: { city: '' } });
		form.type = 'company';
		expect(form.companyName).toBe('Martin SARL');
		expect(form.companyAddress.city).toBe('Lyon');
	});

	test('company needs its name, and the cursor goes there', async () => {
		const form = filled();
		form.type = 'company';
		form.step = 1;
		expect(await form.create()).toBeNull();
		expect(form.companyNameFault).toEqual({ kind: 'company-needed' });
		expect(form.step).toBe(0);
		expect(form.focus).toEqual({ field: 'companyName' });
		expect(await accounts()).toEqual([]);
	});
});

describe('the name', () => {
	test('left empty follows the first contact, then the company', () => {
		const form = openForm();
		expect(form.generated).toBe('');
		first(form).firstName = 'Léa';
		first(form).lastName = ' Martin ';
		expect(form.generated).toBe('Léa Martin');
		form.type = 'company';
		form.companyName = 'Boulangerie: Martin';
		expect(form.generated).toBe('Boulangerie - Martin');
		form.type = 'individual';
		expect(form.generated).toBe('Léa Martin');
	});

	test('of spaces only counts as empty', () => {
		const form = filled();
		form.name = ' \u00a0 ';
		expect(form.finalName).toBe('Léa Martin');
		expect(form.toInput().name).toBe('');
	});

	test('typed by hand is kept whatever the contact is called', () => {
		const form = filled();
		form.name = 'Famille Martin';
		first(form).firstName = 'Zoé';
		expect(form.finalName).toBe('Famille Martin');
		form.name = '';
		expect(form.finalName).toBe('Zoé Martin');
	});

	test.each([
		['a/b', { kind: 'character', character: '/' }, 'a-b'],
		['Dupont.', { kind: 'trailing-dot' }, 'Dupont'],
		['con', { kind: 'reserved', word: 'con' }, 'con_'],
		['x'.repeat(130), { kind: 'too-long', length: 130 }, 'x'.repeat(120)],
	])('%j is refused while it is typed, and one press repairs it', (typed, problem, repaired) => {
		const form = openForm();
		form.name = typed;
		expect(form.nameFault).toMatchObject({ kind: 'name', problem });
		form.name = safeName(form.name);
		expect(form.name).toBe(repaired);
		expect(form.nameFault).toBeNull();
	});

	test('that another account has is told, with a free one to take', async () => {
		await book.account({ name: 'Léa Martin' });
		await book.account({ name: 'léa martin (2)' });
		const form = filled();
		await form.lookForSameName();
		expect(form.clash.accounts.map((row) => row.name)).toEqual(['Léa Martin']);
		expect(form.clash.free).toBe('Léa Martin (3)');
		form.name = form.clash.free;
		await form.lookForSameName();
		expect(form.name).toBe('Léa Martin (3)');
		expect(form.clash.accounts).toEqual([]);
	});

	test('shared with another account is allowed', async () => {
		await book.account({ name: 'Léa Martin' });
		expect(await filled().create()).not.toBeNull();
		expect(await accounts()).toHaveLength(2);
	});
});

describe('contacts', () => {
	test('at least one is needed', async () => {
		const form = openForm();
		form.type = 'individual';
		expect(await form.create()).toBeNull();
		expect(form.contactsFault).toEqual({ kind: 'contact-needed' });
		expect(form.step).toBe(1);
		expect(form.focus?.field).toMatch(/^contact\/.*\/firstName$/);
	});

	test('may miss the first or the last name, not both', async () => {
		const form = filled();
		first(form).firstName = '';
		first(form).email = 'lea@example.com';
		first(form).lastName = '';
		expect(await form.create()).toBeNull();
		expect(first(form).firstNameFault).toEqual({ kind: 'person-needed' });
		first(form).lastName = 'Martin';
		expect(await form.create()).toMatchObject({ name: 'Martin' });
	});

	test('a second one that stays empty is called out, and can be removed', async () => {
		const form = filled();
		const second = form.addContact();
		expect(form.focus).toEqual({ field: `contact/${second.key}/firstName` });
		expect(await form.create()).toBeNull();
		expect(form.focus).toEqual({ field: `contact/${second.key}/firstName` });
		form.removeContact(second.key);
		expect(await form.create()).not.toBeNull();
	});

	test('removing the last one leaves an empty one to type into', () => {
		const form = filled();
		form.removeContact(first(form).key);
		expect(form.contacts).toHaveLength(1);
		expect(first(form).blank).toBe(true);
	});

	test('several are saved in their order, with switches and phones', async () => {
		const form = filled();
		first(form).phones = ['06 12 34 56 78', '', ' 01 23 45 67 89 '];
		const second = form.addContact();
		second.lastName = 'Durand';
		second.email = 'durand@example.com';
		expect(second.turn('login', true)).toBe(true);
		const created = await form.create();
		const [row] = await accounts();
		const people = await book.first(book.queries.contactsOf(created?.id as AccountId));
		expect(people.map((person) => person.name)).toEqual(['Léa Martin', 'Durand']);
		expect(people[0]?.phones).toEqual(['06 12 34 56 78', '01 23 45 67 89']);
		expect(row?.links.map(({ login, notify, sync }) => [login, notify, sync])).toEqual([
			[false, false, false],
			[true, false, false],
		]);
	});

	test('letters in a phone are refused while they are typed, too few digits when Create is pressed', async () => {
		const form = filled();
		first(form).phones = ['06 12 ab'];
		expect(first(form).phoneFaults).toEqual([{ kind: 'phone' }]);
		first(form).phones = ['12'];
		expect(first(form).phoneFaults).toEqual([null]);
		expect(await form.create()).toBeNull();
		expect(first(form).phoneFaults).toEqual([{ kind: 'phone' }]);
	});
});

describe('e-mail and switches', () => {
	test('an address is repaired on leaving the field, and a likely typing error is offered to be corrected', () => {
		const contact = first(openForm());
		contact.email = ' lea@GMIAL.com,';
		expect(contact.emailFault).toBeNull();
		contact.leaveEmail();
		expect(contact.email).toBe('lea@gmial.com');
		expect(contact.emailSuggestion).toBe('lea@gmail.com');
		contact.takeSuggestion();
		expect(contact.email).toBe('lea@gmail.com');
	});

	test('an address in the making is not called wrong before the field is left', () => {
		const contact = first(openForm());
		contact.email = 'lea@';
		expect(contact.emailFault).toBeNull();
		contact.leaveEmail();
		expect(contact.emailFault).toEqual({ kind: 'email', problem: 'domain' });
	});

	test.each(['login', 'notify'] as const)('%s stays off without an address and says so until there is one', (which) => {
		const contact = first(openForm());
		expect(contact.turn(which, true)).toBe(false);
		expect(contact.switches[which]).toBe(false);
		expect(contact.waits(which)).toBe(true);
		contact.email = 'lea@example.com';
		expect(contact.waits(which)).toBe(false);
		expect(contact.turn(which, true)).toBe(true);
		expect(contact.switches[which]).toBe(true);
	});

	test('emptying the address of a switch that needs it is refused at the address', async () => {
		const form = filled();
		first(form).email = 'lea@example.com';
		first(form).turn('notify', true);
		first(form).email = '';
		expect(first(form).emailFault).toEqual({ kind: 'email-needed' });
		expect(await form.create()).toBeNull();
		expect(form.focus?.field).toMatch(/\/email$/);
	});

	test('sync keeps the wish without an address or a mailbox', () => {
		const contact = first(openForm());
		expect(contact.turn('sync', true)).toBe(true);
		expect(contact.switches.sync).toBe(true);
	});
});

describe('people who are in the book', () => {
	test('are found by name, e-mail and phone, with their accounts, and never offered twice', async () => {
		await book.account({
			name: 'Famille Petit',
			people: [{ firstName: 'Zoé', lastName: 'Petit', email: 'zoe@example.com', phones: ['06 11 22 33 44'] }],
		});
		for (const typed of ['zoe', 'petit', 'zoe@exa', '061122']) {
			const found = await findPeople(book.queries, typed, 8, []);
			expect(found.map(({ contact, accounts: names }) => [contact.name, names])).toEqual([
				['Zoé Petit', ['Famille Petit']],
			]);
		}
		const [person] = await findPeople(book.queries, 'zoe', 8, []);
		expect(await findPeople(book.queries, 'zoe', 8, person === undefined ? [] : [person.contact.id])).toEqual([]);
	});

	test('are linked in the place of the empty contact, once, and name the account', async () => {
		await book.contact({ firstName: 'Zoé', lastName: 'Petit', email: 'zoe@example.com' });
		const form = openForm();
		form.type = 'individual';
		const [person] = await findPeople(book.queries, 'zoe', 8, []);
		if (person === undefined) throw new Error('not found');
		form.linkPerson(person);
		form.linkPerson(person);
		expect(form.contacts).toHaveLength(1);
		expect(form.generated).toBe('Zoé Petit');
		const created = await form.create();
		const people = await book.first(book.queries.contactsOf(created?.id as AccountId));
		expect(people.map(({ id }) => id)).toEqual([person.contact.id]);
		expect((await book.first(book.queries.counts())).contacts).toBe(1);
	});

	test.each([
		['the same e-mail in another case', { lastName: 'Anders', email: 'ZOE@example.com' }],
		[
			'the same name and phone, spelled otherwise',
			{ firstName: 'Zoe', lastName: 'PETIT', phones: ['+33 6 11 22 33 44'] },
		],
	])('%s: Create offers to link them first and keeps the input', async (_title, typed) => {
		await book.contact({ firstName: 'Zoé', lastName: 'Petit', email: 'zoe@example.com', phones: ['06 11 22 33 44'] });
		const form = filled();
		Object.assign(first(form), { firstName: '', ...typed });
		expect(await form.create()).toBeNull();
		expect(form.focus?.field).toMatch(/\/same$/);
		const [same] = first(form).same;
		expect(same?.contact.name).toBe('Zoé Petit');
		if (same === undefined) return;
		first(form).link(same);
		expect(await form.create()).not.toBeNull();
		expect((await book.first(book.queries.counts())).contacts).toBe(1);
		first(form).unlink();
		expect(first(form).lastName).toBe(typed.lastName);
	});

	test('are offered also when another look for them begins while Create is looking', async () => {
		await book.contact({ firstName: 'Zoé', lastName: 'Petit', email: 'zoe@example.com' });
		const form = filled();
		first(form).email = 'zoe@example.com';
		const creating = form.create();
		void first(form).lookForSame();
		expect(await creating).toBeNull();
		expect(first(form).same).toHaveLength(1);
		expect(await accounts()).toEqual([]);
	});

	test('may be kept apart: then both are there', async () => {
		await book.contact({ firstName: 'Zoé', lastName: 'Petit', email: 'zoe@example.com' });
		const form = filled();
		first(form).email = 'zoe@example.com';
		await first(form).lookForSame();
		const [same] = first(form).same;
		if (same === undefined) throw new Error('not found');
		first(form).keepApart(same.contact.id);
		expect(await form.create()).not.toBeNull();
		expect((await book.first(book.queries.counts())).contacts).toBe(2);
	});

	test('a namesake with another phone is nobody to ask about', async () => {
		await book.contact({ firstName: 'Léa', lastName: 'Martin', phones: ['06 00 00 00 01'] });
		const form = filled();
		first(form).phones = ['06 00 00 00 02'];
		expect(await form.create()).not.toBeNull();
	});

	test('linking someone without an address takes LOGIN and NOTIFY off', async () => {
		await book.contact({ lastName: 'Petit' });
		const [person] = await findPeople(book.queries, 'petit', 8, []);
		const contact = first(openForm());
		contact.email = 'x@example.com';
		contact.turn('login', true);
		contact.turn('sync', true);
		if (person !== undefined) contact.link(person);
		expect({ ...contact.switches }).toEqual({ login: false, notify: false, sync: true });
	});
});

describe('Create', () => {
	test('pressed twice at once, and again afterwards, makes one account', async () => {
		const form = filled();
		const [once, twice] = await Promise.all([form.create(), form.create()]);
		expect(once).not.toBeNull();
		expect(twice).toBeNull();
		expect(await form.create()).toBeNull();
		expect(await accounts()).toHaveLength(1);
	});

	test('says saved only when the command has answered', async () => {
		let answer = () => {};
		const waiting = new Promise<void>((resolve) => {
			answer = resolve;
		});
		const form = filled({
			commands: {
				createAccount: async (input) => {
					await waiting;
					return book.commands.createAccount(input);
				},
			},
		});
		const creating = form.create();
		await Promise.resolve();
		expect(form.saved).toBe(false);
		answer();
		expect(await creating).not.toBeNull();
		expect(form.saved).toBe(true);
	});

	test('on a disk that refuses keeps everything and says why; the next press saves', async () => {
		let full = true;
		const form = filled({
			commands: {
				createAccount: (input) => (full ? Promise.reject(new Error('disk full')) : book.commands.createAccount(input)),
			},
		});
		expect(await form.create()).toBeNull();
		expect(form.failure).toEqual(new Error('disk full'));
		expect(first(form).firstName).toBe('Léa');
		expect(form.dirty).toBe(true);
		full = false;
		expect(await form.create()).not.toBeNull();
		expect(form.failure).toBeNull();
		expect(form.dirty).toBe(false);
	});

	test('puts what the command refuses beside its field, until that is changed', async () => {
		const form = filled({
			commands: {
				createAccount: async () => ({ ok: false, problems: [{ field: 'contacts/0/email', problem: 'email-invalid' }] }),
			},
		});
		first(form).email = 'lea@example.com';
		expect(await form.create()).toBeNull();
		expect(first(form).emailFault).toEqual({ kind: 'email', problem: 'form' });
		expect(form.focus?.field).toMatch(/\/email$/);
		first(form).email = 'lea@example.org';
		expect(first(form).emailFault).toBeNull();
	});

	test('says that a linked person is gone from the book', async () => {
		const id = await book.contact({ lastName: 'Petit' });
		const [person] = await findPeople(book.queries, 'petit', 8, []);
		const form = openForm({
			commands: {
				createAccount: async () => ({ ok: false, problems: [{ field: 'contacts/0', problem: 'contact-unknown' }] }),
			},
		});
		form.type = 'individual';
		if (person !== undefined) form.linkPerson(person);
		expect(await form.create()).toBeNull();
		expect(first(form).linked?.contact.id).toBe(id);
		expect(first(form).personFault).toEqual({ kind: 'contact-gone' });
	});
});

describe('a draft', () => {
	test('of an untouched form is nothing', () => {
		expect(openForm().toDraft(1)).toBeNull();
	});

	test('brings everything back, the linked person too', async () => {
		await book.contact({ firstName: 'Zoé', lastName: 'Petit' });
		const form = filled();
		form.type = 'company';
		form.name = 'a/b';
		form.companyName = 'Martin SARL';
		form.companyAddress = { ...form.companyAddress, city: 'Lyon' };
		form.goTo(1);
		first(form).phones = ['06', '07'];
		first(form).turn('sync', true);
		const [person] = await findPeople(book.queries, 'zoe', 8, []);
		if (person !== undefined) form.linkPerson(person);
		await book.drafts.save('create-account', form.toDraft(5));

		const again = openForm();
		const kept = parseAccountDraft(await book.queries.draft('create-account'));
		if (kept === null) throw new Error('no draft');
		await again.restore(kept);
		expect({ ...again.toInput(), id: form.id }).toEqual(form.toInput());
		expect(again.name).toBe('a/b');
		expect(first(again).phones).toEqual(['06', '07']);
		expect(again.contacts[1]?.linked?.contact.name).toBe('Zoé Petit');
	});

	test('keeps what is too long to be stored', async () => {
		const form = filled();
		form.companyAddress = { ...form.companyAddress, city: 'x'.repeat(500) };
		expect(parseAccountDraft(JSON.parse(JSON.stringify(form.toDraft(1))))?.companyAddress.city).toHaveLength(500);
	});

	test('that another version of the app left is no draft', () => {
		expect(parseAccountDraft({ type: 'household' })).toBeNull();
		expect(parseAccountDraft(undefined)).toBeNull();
	});
});

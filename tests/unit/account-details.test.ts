import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CustomField } from '../../src/lib/domain/custom-field.ts';
import { activeFields } from '../../src/lib/domain/firm-settings.ts';
import type { AccountId, TagId } from '../../src/lib/domain/ids.ts';
import { AccountFormState } from '../../src/lib/features/create-account/account-form-state.svelte.ts';
import type { ContactFormState } from '../../src/lib/features/create-account/contact-form-state.svelte.ts';
import type { FormFirm } from '../../src/lib/features/create-account/form-firm.svelte.ts';
import { parseAccountDraft } from '../../src/lib/features/create-account/form-draft.ts';
import { createBrowserPlatform } from '../../src/lib/platform/browser-platform.ts';
import { plainFirm } from '../support/plain-firm.ts';
import { openTestBook, type TestBook } from '../support/test-book.ts';

const platform = createBrowserPlatform();
let book: TestBook;

beforeEach(async () => {
	book = await openTestBook();
});
afterEach(() => book.leave());

/** The firm as its book has it now. */
async function firmNow(): Promise<FormFirm> {
	const settings = await book.first(book.queries.firm());
	return { ...plainFirm({ vocabulary: await book.first(book.queries.vocabulary()) }), settings };
}

async function openForm(): Promise<AccountFormState> {
	const form = new AccountFormState({
		id: platform.uuid() as AccountId,
		commands: book.commands,
		queries: book.queries,
		firm: await firmNow(),
	});
	form.type = 'company';
	form.companyName = 'Martin SARL';
	first(form).lastName = 'Martin';
	return form;
}

function first(form: AccountFormState): ContactFormState {
	const [contact] = form.contacts;
	if (contact === undefined) throw new Error('a form always has a contact');
	return contact;
}

async function saved(form: AccountFormState) {
	const created = await form.create();
	if (created === null) throw new Error(`refused at ${form.focus?.field}`);
	const [row] = await book.queries.accountsById([created.id]);
	if (row === undefined) throw new Error('the book does not have it');
	return { created, row };
}

async function field(more: Partial<CustomField>): Promise<CustomField> {
	const made = await book.commands.createField({ kind: 'account', label: 'Code', type: 'text', ...more });
	if (!made.ok) throw new Error('refused');
	const settings = await book.first(book.queries.firm());
	const [found] = settings.fields.filter(({ id }) => id === made.value);
	if (found === undefined) throw new Error('no field');
	return found;
}

test('what was made answers with its ID, for people', async () => {
	const { created, row } = await saved(await openForm());
	expect(created).toMatchObject({ id: row.id, name: 'Martin SARL', code: row.code });
	expect(created.code).toMatch(/^MAR-\d{3,}$/);
});

describe('the SIREN', () => {
	test('is stored in nine digits, of a company only', async () => {
		const form = await openForm();
		form.details.siren = '732829320';
		form.details.leaveSiren();
		expect(form.details.siren).toBe('732\u00a0829\u00a0320');
		expect((await saved(form)).row.siren).toBe('732829320');
		const person = await openForm();
		person.details.siren = '732 829 320';
		person.type = 'individual';
		expect((await saved(person)).row.siren).toBe('');
		expect(person.details.siren).toBe('732 829 320');
	});

	test.each([
		['73282932A', 'sign'],
		['7328293200', 'length'],
	])('%j is called wrong while it is typed', async (typed, why) => {
		const form = await openForm();
		form.details.siren = typed;
		expect(form.sirenFault).toEqual({ kind: 'siren', why });
	});

	test('with a wrong check digit is called wrong when it is left, and blocks', async () => {
		const form = await openForm();
		form.details.siren = '732829321';
		expect(form.sirenFault).toBeNull();
		form.details.leaveSiren();
		expect(form.sirenFault).toEqual({ kind: 'siren', why: 'check-digit' });
		expect(await form.create()).toBeNull();
		expect(form.focus).toEqual({ field: 'siren' });
	});

	test('that another account has is told', async () => {
		await book.account({ type: 'company', companyName: 'Dupré', siren: '732829320' });
		const form = await openForm();
		form.details.siren = '732 829 320';
		await form.details.lookForSiren(form.id);
		expect(form.details.sirenOwners.map(({ name }) => name)).toEqual(['Dupré']);
		form.details.siren = '';
		await form.details.lookForSiren(form.id);
		expect(form.details.sirenOwners).toEqual([]);
	});
});

describe('tags', () => {
	test('known and new ones are on the account afterwards; one that was deleted meanwhile does not come back', async () => {
		const vip = await book.commands.createTag({ name: 'VIP', color: 'red', kind: 'account' });
		const gone = await book.commands.createTag({ name: 'Gone', color: 'red', kind: 'account' });
		if (!vip.ok || !gone.ok) throw new Error('refused');
		await book.commands.deleteTag(gone.value);
		const form = await openForm();
		const fresh = platform.uuid() as TagId;
		form.details.tags = {
			tags: [vip.value, gone.value, fresh],
			newTags: [{ id: fresh, name: 'Prospect', color: 'blue' }],
		};
		const { row } = await saved(form);
		const vocabulary = await book.first(book.queries.vocabulary());
		expect(vocabulary.tagsOf(row.tags).map(({ name }) => name)).toEqual(['Prospect', 'VIP']);
	});
});

describe('the firm’s own fields', () => {
	test('that are required block the way on, and the first empty one gets the cursor', async () => {
		const one = await field({ label: 'First', required: true, type: 'number' });
		await field({ label: 'Second', required: true });
		const form = await openForm();
		expect(form.goTo(1)).toBe(false);
		expect(form.focus).toEqual({ field: `custom/${one.id}` });
		expect(await form.create()).toBeNull();
		for (const known of form.details.custom.fields) form.details.custom.type(known, '12');
		expect((await saved(form)).row.custom[one.id]).toBe(12);
	});

	test('of contacts are asked of each new contact, never of one who is linked', async () => {
		const one = await field({ kind: 'contact', label: 'Job', required: true });
		const form = await openForm();
		expect(await form.create()).toBeNull();
		expect(form.focus).toEqual({ field: `contact/${first(form).key}/custom/${one.id}` });
		first(form).details.custom.type(one, 'Gérant');
		const { row } = await saved(form);
		const [person] = await book.queries.contactsById(row.contactIds);
		expect(person?.custom[one.id]).toBe('Gérant');
		expect(activeFields((await firmNow()).settings.fields, 'account')).toEqual([]);
	});
});

describe('a contact', () => {
	test('with a birth date in the future, or on 31 February, is refused', async () => {
		const form = await openForm();
		const { details } = first(form);
		details.birthDate = '25/11/2026';
		expect(details.birthFault).toEqual({ kind: 'date-future' });
		details.birthDate = '31/02/1980';
		expect(details.birthFault).toBeNull();
		details.leaveBirthDate();
		expect(details.birthFault).toEqual({ kind: 'date' });
		expect(await form.create()).toBeNull();
		expect(form.focus).toEqual({ field: `contact/${first(form).key}/birthDate` });
		details.birthDate = '1.2.1980';
		details.leaveBirthDate();
		expect(details.birthDate).toBe('01/02/1980');
		details.civility = 'ms';
		const { row } = await saved(form);
		expect(await book.queries.contactsById(row.contactIds)).toMatchObject([
			{ birthDate: '1980-02-01', civility: 'ms' },
		]);
	});

	test('with a team member’s address can’t have LOGIN, but is notified', async () => {
		const form = await openForm();
		const contact = first(form);
		contact.email = 'Camille@Cabinet.example';
		expect(contact.turn('login', true)).toBe(false);
		expect(contact.waits('login')).toBe(true);
		expect(contact.loginObstacle).toBe('staff');
		expect(contact.turn('notify', true)).toBe(true);
		contact.email = 'lea@example.com';
		expect(contact.turn('login', true)).toBe(true);
		contact.email = 'camille@cabinet.example';
		expect(contact.emailFault).toEqual({ kind: 'email-staff' });
		expect(await form.create()).toBeNull();
	});

	test('who has only the name of somebody is told of and saved; who has the phone too is asked about first', async () => {
		await book.contact({ firstName: 'Zoé', lastName: 'Petit', phones: ['06 12 34 56 78'] });
		const form = await openForm();
		first(form).firstName = 'Zoe';
		first(form).lastName = 'Petit';
		await first(form).lookForSame();
		expect(first(form).alike.map(({ contact }) => contact.name)).toEqual(['Zoé Petit']);
		expect(first(form).same).toEqual([]);
		first(form).phones = ['+33 6 12 34 56 78'];
		await first(form).lookForSame();
		expect(first(form).same.map(({ by }) => by)).toEqual(['phone']);
		expect(await form.create()).toBeNull();
		expect(form.focus).toEqual({ field: `contact/${first(form).key}/same` });
	});
});

test('an unfinished form comes back with its SIREN, tags, folder template and fields', async () => {
	const one = await field({ type: 'amount' });
	const made = await book.commands.createTemplate({ name: 'Paie' });
	if (!made.ok) throw new Error('refused');
	const form = await openForm();
	form.details.siren = '732 829';
	form.details.template = made.value;
	form.details.custom.type(one, '1234,5');
	const fresh = platform.uuid() as TagId;
	form.details.tags = { tags: [fresh], newTags: [{ id: fresh, name: 'Prospect', color: 'blue' }] };
	first(form).details.birthDate = '1/2/19';
	const draft = parseAccountDraft(JSON.parse(JSON.stringify(form.toDraft(1))));
	if (draft === null) throw new Error('not read');
	const again = await openForm();
	await again.restore(draft);
	expect(again.details.toDraft()).toEqual(form.details.toDraft());
	expect(first(again).details.toDraft()).toEqual(first(form).details.toDraft());
	expect(again.details.chosenTemplate).toBe(made.value);
});

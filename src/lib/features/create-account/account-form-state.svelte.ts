import type { InputProblem, NewAccount } from '$lib/app/carnet.ts';
import { generatedName, type AccountType } from '$lib/domain/account.ts';
import { EMPTY_ADDRESS, isEmptyAddress, type PostalAddress } from '$lib/domain/address.ts';
import type { AccountId, ContactId } from '$lib/domain/ids.ts';
import { tidyLine } from '$lib/domain/text.ts';
import { AccountDetailsState } from './account-details-state.svelte.ts';
import type { AccountFormDeps, AccountPart, CreatedAccount, FormStep } from './account-form.ts';
import { toAccountInput } from './account-input.ts';
import { ContactFormState } from './contact-form-state.svelte.ts';
import { nameFault, refusalFault, type FieldFault } from './field-fault.ts';
import type { FoundPerson } from './find-people.ts';
import type { AccountDraft } from './form-draft.ts';
import { twinOf, type Twin } from './form-twins.ts';
import { NameClash } from './name-clash.svelte.ts';
import { Refusals } from './refusals.svelte.ts';

/**
 * The create form, from the first field to the saved account. Values are kept as typed; nothing that another type or another
 * language would hide is thrown away. Company fields are stored for companies only.
 */
export class AccountFormState {
	readonly id: AccountId;
	type = $state<AccountType | null>(null);
	name = $state('');
	companyName = $state('');
	companyAddress = $state.raw<PostalAddress>({ ...EMPTY_ADDRESS });
	step = $state<FormStep>(0);
	/** Never empty. */
	contacts = $state.raw<readonly ContactFormState[]>([]);
	/** Create or Continue was pressed: what is missing may be said now. */
	insisted = $state(false);
	saving = $state(false);
	saved = $state(false);
	/** Why the last press of Create saved nothing although no field is wrong: what the disk threw. */
	failure = $state.raw<unknown>(null);
	/** Where the cursor belongs now; each request is a new object. `contact/<key>/<part>` for a contact's part. */
	focus = $state.raw<{ field: string } | null>(null);
	readonly details: AccountDetailsState;
	/** Accounts of the same name. */
	readonly clash: NameClash;
	readonly #refused = new Refusals<AccountPart>();
	#nextKey = 0;
	readonly #deps: AccountFormDeps;

	constructor(deps: AccountFormDeps) {
		this.id = deps.id;
		this.#deps = deps;
		this.details = new AccountDetailsState(deps.firm, deps.queries);
		this.clash = new NameClash(deps.queries);
		this.contacts = [this.#newContact()];
	}

	/** The name that the account gets if none is typed; '' while there is nothing to make it from. */
	readonly generated = $derived(
		generatedName({ type: this.type ?? 'individual', companyName: this.companyName }, this.contacts[0]?.named ?? null),
	);
	/** The name as it will be in the book. */
	readonly finalName = $derived(tidyLine(this.name) === '' ? this.generated : tidyLine(this.name));
	readonly isCompany = $derived(this.type === 'company');

	readonly typeFault = $derived<FieldFault | null>(
		this.insisted && this.type === null ? { kind: 'type-missing' } : null,
	);
	readonly nameFault = $derived(nameFault(this.name) ?? this.#refused.of('name', this.name));
	readonly companyNameFault = $derived(
		this.isCompany
			? (nameFault(this.companyName) ??
					(this.insisted && tidyLine(this.companyName) === '' ? ({ kind: 'company-needed' } as const) : null) ??
					this.#refused.of('companyName', this.companyName))
			: null,
	);
	readonly sirenFault = $derived.by(() => (this.isCompany ? this.details.sirenFault : null));
	readonly contactsFault = $derived<FieldFault | null>(
		this.insisted && this.contacts.every((contact) => contact.blank) ? { kind: 'contact-needed' } : null,
	);

	/** Something would be lost by closing. */
	readonly dirty = $derived.by(
		() =>
			!this.saved &&
			(this.type !== null ||
				[this.name, this.companyName].some((text) => text.trim() !== '') ||
				!isEmptyAddress(this.companyAddress) ||
				!this.details.blank ||
				this.contacts.length > 1 ||
				this.contacts.some((contact) => !contact.blank)),
	);

	/** Looks whether another account has this one's name. */
	lookForSameName(): Promise<void> {
		return this.clash.look(this.finalName, this.id);
	}

	/** One more to type into; those that are finished make room. */
	addContact(): ContactFormState {
		for (const contact of this.contacts) contact.folded = !contact.blank && contact.firstFault() === null;
		const contact = this.#newContact();
		this.contacts = [...this.contacts, contact];
		this.focus = { field: `contact/${contact.key}/firstName` };
		return contact;
	}

	/** Links somebody: in the place of a blank contact where there is one. The same person can't be linked twice. */
	linkPerson(person: FoundPerson): void {
		if (this.linkedIds.includes(person.contact.id)) return;
		const blank = this.contacts.find((contact) => contact.blank);
		const contact = blank ?? this.#newContact();
		contact.link(person);
		if (blank === undefined) this.contacts = [...this.contacts, contact];
	}

	/** Removes a contact; the last one becomes blank instead. */
	removeContact(key: string): void {
		const left = this.contacts.filter((contact) => contact.key !== key);
		this.contacts = left.length === 0 ? [this.#newContact()] : left;
	}

	/** The contact of this form who may be the same person as a later one. */
	twinOf(contact: ContactFormState): Twin | null {
		return twinOf(contact, this.contacts);
	}

	readonly linkedIds = $derived(
		this.contacts.flatMap((contact): ContactId[] => (contact.linked === null ? [] : [contact.linked.contact.id])),
	);

	/** Goes to a step. On to the contacts only once the account's own fields are right; else the first wrong one gets the cursor. */
	goTo(step: FormStep): boolean {
		if (step === 1) {
			this.insisted = true;
			this.details.insist();
			const wrong = this.#firstAccountFault();
			if (wrong !== null) {
				this.focus = { field: wrong };
				return false;
			}
			// What is missing among the contacts is said when Create is pressed, not on arrival.
			this.insisted = false;
		}
		this.step = step;
		this.focus = { field: step === 0 ? 'name' : `contact/${this.contacts[0]?.key}/firstName` };
		return true;
	}

	/**
	 * Saves the account. Answers null when a field is wrong (it gets the cursor), when somebody in the book or in this form may be
	 * the person typed, when the disk failed (`failure`), and when a press before this one is being saved or was.
	 */
	async create(): Promise<CreatedAccount | null> {
		if (this.saving || this.saved) return null;
		this.insisted = true;
		this.failure = null;
		this.details.insist();
		for (const contact of this.contacts) contact.insist();
		if (this.#showFirstFault()) return null;
		if (this.finalName === '') {
			this.#refused.add('name', { kind: 'name-needed' }, this.name);
			this.#show(0, 'name');
			return null;
		}
		this.saving = true;
		try {
			await Promise.all(this.contacts.map((contact) => contact.lookForSame()));
			const known = this.contacts.find((contact) => contact.same.length > 0);
			if (known !== undefined) {
				this.#show(1, `contact/${known.key}/same`);
				return null;
			}
			const twin = this.contacts.find((contact) => this.twinOf(contact)?.likely === true);
			if (twin !== undefined) {
				this.#show(1, `contact/${twin.key}/twin`);
				return null;
			}
			const result = await this.#deps.commands.createAccount(this.toInput());
			if (!result.ok) {
				this.#takeRefusals(result.problems);
				return null;
			}
			this.saved = true;
			const { account, name, code } = result.value;
			return { id: account, name, code, group: result.group };
		} catch (error) {
			this.failure = error;
			return null;
		} finally {
			this.saving = false;
		}
	}

	/** What the command is given. */
	toInput(): NewAccount {
		return toAccountInput(this);
	}

	/** The form as it stands, for keeping on this device; null while there is nothing to keep. */
	toDraft(now: number): AccountDraft | null {
		if (!this.dirty) return null;
		const { id, type, name, companyName, companyAddress, step } = this;
		const contacts = this.contacts.map((contact) => contact.toDraft());
		const details = this.details.toDraft();
		return {
			id,
			savedAt: now,
			type,
			name,
			companyName,
			companyAddress: { ...companyAddress },
			details,
			contacts,
			step,
		};
	}

	/** Takes an unfinished form up again. */
	async restore(draft: AccountDraft): Promise<void> {
		const contacts = draft.contacts.map(() => this.#newContact());
		await Promise.all(contacts.map((contact, i) => contact.restore(draft.contacts[i] ?? contact.toDraft())));
		this.type = draft.type;
		this.name = draft.name;
		this.companyName = draft.companyName;
		this.companyAddress = { ...draft.companyAddress };
		if (draft.details !== undefined) this.details.restore(draft.details);
		this.details.addressOpen = !isEmptyAddress(draft.companyAddress);
		this.contacts = contacts;
		this.step = draft.step;
		this.focus = { field: draft.step === 0 ? 'name' : `contact/${contacts[0]?.key}/firstName` };
	}

	#newContact(): ContactFormState {
		return new ContactFormState(String(this.#nextKey++), this.#deps.queries, this.#deps.firm);
	}

	#firstAccountFault(): AccountPart | null {
		if (this.typeFault !== null) return 'type';
		if (this.companyNameFault !== null) return 'companyName';
		if (this.sirenFault !== null) return 'siren';
		if (this.nameFault !== null) return 'name';
		const field = this.details.custom.firstFault();
		return field === null ? null : `custom/${field.id}`;
	}

	/** Brings the first wrong field on screen, and says whether there is one. */
	#showFirstFault(): boolean {
		const own = this.#firstAccountFault();
		if (own !== null) return this.#show(0, own);
		const first = this.contacts[0];
		if (this.contactsFault !== null && first !== undefined) return this.#show(1, `contact/${first.key}/firstName`);
		for (const contact of this.contacts) {
			const part = contact.firstFault();
			if (part !== null) return this.#show(1, `contact/${contact.key}/${part}`);
		}
		return false;
	}

	#show(step: FormStep, field: string): true {
		this.step = step;
		const shown = this.contacts.find(({ key }) => field.startsWith(`contact/${key}/`));
		if (shown !== undefined) shown.folded = false;
		this.focus = { field };
		return true;
	}

	#takeRefusals(problems: readonly InputProblem[]): void {
		for (const problem of problems) {
			const [part = '', index] = problem.field.split('/');
			if (part === 'name' || part === 'companyName') {
				this.#refused.add(part, refusalFault(problem, this[part]), this[part]);
			} else if (part === 'contacts') {
				this.contacts[Number(index ?? 0)]?.refuse(problem);
			}
		}
		// A refusal that no field can show is still said.
		if (!this.#showFirstFault()) this.failure = problems;
	}
}

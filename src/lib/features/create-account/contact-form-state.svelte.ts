import type { InputProblem, NewContact } from '$lib/app/carnet.ts';
import { EMPTY_ADDRESS, isEmptyAddress, tidyAddress, type PostalAddress } from '$lib/domain/address.ts';
import { personName, type Named } from '$lib/domain/account.ts';
import { readEmail } from '$lib/domain/email.ts';
import type { ContactId } from '$lib/domain/ids.ts';
import { SWITCHES_OFF, type LinkSwitches } from '$lib/domain/link.ts';
import { tidyLine } from '$lib/domain/text.ts';
import { partOf, type ContactPart } from './contact-part.ts';
import { emailFault, nameFault, phoneFault, refusalFault, type FieldFault } from './field-fault.ts';
import { findPerson, type FoundPerson, type PeopleQueries, type SameFound } from './find-people.ts';
import type { ContactDraft } from './form-draft.ts';
import type { FormFirm } from './form-firm.svelte.ts';
import { PersonDetailsState } from './person-details-state.svelte.ts';
import { Refusals } from './refusals.svelte.ts';
import { SamePersonSearch } from './same-person.svelte.ts';

/** Adding a phone beyond these is refused by the command. */
export const MOST_PHONES = 10;

/**
 * One contact of a form: an existing person who is linked, or a new one who is typed. Linking somebody keeps what was typed,
 * so that changing one's mind brings it back.
 */
export class ContactFormState {
	readonly key: string;
	firstName = $state('');
	lastName = $state('');
	email = $state('');
	/** Never empty: the last one is the field to type into. */
	phones = $state<string[]>(['']);
	address = $state.raw<PostalAddress>({ ...EMPTY_ADDRESS });
	addressOpen = $state(false);
	switches = $state<LinkSwitches>({ ...SWITCHES_OFF });
	/** The existing person, if this is one. */
	linked = $state.raw<FoundPerson | null>(null);
	/** It is finished, and stands in one line while others are typed. */
	folded = $state(false);
	/** It is somebody else than the contact of this form who looks the same. */
	twinKept = $state(false);
	/** The e-mail field was left, or Create pressed: it may be called wrong now. */
	emailLeft = $state(false);
	/** Create or Continue was pressed: what is missing may be said now. */
	insisted = $state(false);
	/** The switch that was pressed while there was no address to serve it. */
	wanting = $state<'login' | 'notify' | null>(null);
	readonly details: PersonDetailsState;
	readonly #people: SamePersonSearch;
	readonly #refused = new Refusals<ContactPart>();
	readonly #queries: PeopleQueries;
	readonly #firm: FormFirm;

	constructor(key: string, queries: PeopleQueries, firm: FormFirm) {
		this.key = key;
		this.#queries = queries;
		this.#firm = firm;
		this.details = new PersonDetailsState(firm);
		this.#people = new SamePersonSearch(queries);
	}

	/** Nothing typed and nobody linked. */
	get blank(): boolean {
		return (
			this.linked === null &&
			[this.firstName, this.lastName, this.email, ...this.phones].every((text) => text.trim() === '') &&
			isEmptyAddress(this.address) &&
			this.details.blank
		);
	}

	/** Whose name an account without one takes over. */
	readonly named = $derived<Named>(
		this.linked?.contact ?? { firstName: tidyLine(this.firstName), lastName: tidyLine(this.lastName) },
	);
	readonly name = $derived(personName(this.named));
	readonly reading = $derived(readEmail(this.email));
	/** The address that switches work with, or ''. */
	readonly usableEmail = $derived(
		this.linked?.contact.email ?? (this.reading.kind === 'address' ? this.reading.address : ''),
	);
	/** A likely correction of a typing error, once the field was left. */
	readonly emailSuggestion = $derived(
		this.emailLeft && this.reading.kind === 'address' ? this.reading.suggestion : null,
	);

	readonly firstNameFault = $derived(
		nameFault(this.firstName) ?? this.#personFault() ?? this.#refused.of('firstName', this.firstName),
	);
	readonly lastNameFault = $derived(nameFault(this.lastName) ?? this.#refused.of('lastName', this.lastName));
	readonly emailFault = $derived(this.#emailFault() ?? this.#refused.of('email', this.email));
	readonly phoneFaults = $derived(
		this.phones.map((phone) => (this.insisted || /\p{L}/u.test(phone) ? phoneFault(phone) : null)),
	);
	readonly personFault = $derived(this.#refused.of('person', ''));

	/** People of the book who are probably this one, and about whom nothing was decided yet. */
	get same(): readonly SameFound[] {
		return this.linked === null ? this.#people.likely : [];
	}

	/** People of the book who may be this one: told, and no more. */
	get alike(): readonly SameFound[] {
		return this.linked === null ? this.#people.alike : [];
	}

	/** Why LOGIN can't be on: there is no address, or it is a team member's. */
	readonly loginObstacle = $derived.by<'email' | 'staff' | null>(() => {
		if (this.usableEmail === '') return 'email';
		return this.#firm.isStaffEmail(this.usableEmail) ? 'staff' : null;
	});

	/** The first part that is wrong, from top to bottom; null when the contact can be saved. */
	firstFault(): ContactPart | null {
		if (this.linked !== null) return this.personFault === null ? null : 'person';
		if (this.firstNameFault !== null) return 'firstName';
		if (this.lastNameFault !== null) return 'lastName';
		if (this.emailFault !== null) return 'email';
		if (this.phoneFaults.some((fault) => fault !== null)) return 'phones';
		return this.details.firstFault();
	}

	/** Says everything that is wrong from now on, missing parts too. */
	insist(): void {
		this.insisted = true;
		this.emailLeft = true;
		this.details.insist();
	}

	/** Leaving the e-mail field: what is trivially wrong is repaired in place. */
	leaveEmail(): void {
		this.emailLeft = this.email.trim() !== '';
		if (this.reading.kind === 'address') this.email = this.reading.address;
	}

	takeSuggestion(): void {
		if (this.emailSuggestion !== null) this.email = this.emailSuggestion;
	}

	addPhone(): void {
		if (this.phones.length < MOST_PHONES) this.phones.push('');
	}

	removePhone(index: number): void {
		this.phones.splice(index, 1);
		if (this.phones.length === 0) this.phones.push('');
	}

	/** Turns a switch; LOGIN and NOTIFY stay off without an address, LOGIN with a team member's. Returns whether it was done. */
	turn(which: keyof LinkSwitches, on: boolean): boolean {
		if (on && which !== 'sync' && this.#obstacle(which) !== null) {
			this.wanting = which;
			return false;
		}
		this.wanting = null;
		this.switches[which] = on;
		return true;
	}

	/** Whether a switch is off although it was pressed, and what it waits for is still missing. */
	waits(which: 'login' | 'notify'): boolean {
		return this.wanting === which && this.#obstacle(which) !== null;
	}

	link(person: FoundPerson): void {
		this.linked = person;
		const { login, notify, sync } = this.switches;
		this.switches = {
			login: login && this.loginObstacle === null,
			notify: notify && this.loginObstacle !== 'email',
			sync,
		};
	}

	/** Back to what was typed before somebody was linked. */
	unlink(): void {
		if (this.linked !== null) this.keepApart(this.linked.contact.id);
		this.linked = null;
		this.#refused.clear();
	}

	/** Looks for the person being typed in the book. */
	async lookForSame(): Promise<void> {
		if (this.linked !== null) return;
		const { firstName, lastName, email, phones } = this;
		await this.#people.look({ firstName, lastName, email, phones: [...phones] });
	}

	/** The person being typed is somebody else than this one. */
	keepApart(id: ContactId): void {
		this.#people.keepApart(id);
	}

	/** What a command refused, shown beside its field until that is changed. */
	refuse(problem: InputProblem): void {
		const part = this.linked === null ? partOf(problem.field) : 'person';
		const typed = this.#typed(part);
		this.#refused.add(part, refusalFault(problem, typed), typed);
	}

	/** The new person as a command takes it. */
	toInput(): NewContact {
		return {
			firstName: tidyLine(this.firstName),
			lastName: tidyLine(this.lastName),
			email: this.reading.kind === 'address' ? this.reading.address : '',
			phones: this.phones.map(tidyLine).filter((phone) => phone !== ''),
			address: tidyAddress(this.address),
			...this.details.toInput(),
		};
	}

	toDraft(): ContactDraft {
		return {
			...{ firstName: this.firstName, lastName: this.lastName, email: this.email, phones: [...this.phones] },
			address: { ...this.address },
			switches: { ...this.switches },
			linked: this.linked?.contact.id ?? null,
			keptApart: [...this.#people.keptApart],
			details: this.details.toDraft(),
		};
	}

	/** Takes a draft up again. Somebody who is no longer in the book is not linked; what was typed is there. */
	async restore(draft: ContactDraft): Promise<void> {
		const linked = draft.linked === null ? null : await findPerson(this.#queries, draft.linked);
		this.firstName = draft.firstName;
		this.lastName = draft.lastName;
		this.email = draft.email;
		this.phones = draft.phones.length === 0 ? [''] : [...draft.phones];
		this.address = { ...draft.address };
		this.addressOpen = !isEmptyAddress(draft.address);
		this.switches = { ...draft.switches };
		this.#people.keptApart = draft.keptApart;
		if (draft.details !== undefined) this.details.restore(draft.details);
		this.linked = linked;
	}

	#personFault(): FieldFault | null {
		return this.insisted && tidyLine(this.firstName) === '' && tidyLine(this.lastName) === ''
			? { kind: 'person-needed' }
			: null;
	}

	#emailFault(): FieldFault | null {
		if (this.reading.kind === 'problem') return this.emailLeft ? emailFault(this.email) : null;
		if (this.reading.kind === 'empty')
			return this.switches.login || this.switches.notify ? { kind: 'email-needed' } : null;
		return this.switches.login && this.loginObstacle === 'staff' ? { kind: 'email-staff' } : null;
	}

	#obstacle(which: 'login' | 'notify'): 'email' | 'staff' | null {
		return which === 'login' || this.loginObstacle === 'email' ? this.loginObstacle : null;
	}

	#typed(part: ContactPart): string {
		return part === 'firstName' || part === 'lastName' || part === 'email' ? this[part] : '';
	}
}

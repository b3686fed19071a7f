import type { CommandResult } from '$lib/app/carnet.ts';
import type { ContactId, GroupId } from '$lib/domain/ids.ts';
import { ContactFormState } from './contact-form-state.svelte.ts';
import type { PeopleQueries } from './find-people.ts';
import type { FormFirm } from './form-firm.svelte.ts';

export interface ContactDialogDeps {
	queries: PeopleQueries;
	firm: FormFirm;
	/** Saves the contact of the form: the one typed, or the one linked. */
	save(contact: ContactFormState): Promise<CommandResult<ContactId>>;
}

/** One contact form with its saving: a contact alone, or one more for an account. */
export class ContactDialogState {
	readonly contact: ContactFormState;
	saving = $state(false);
	saved = $state(false);
	/** Why nothing was saved although no field is wrong. */
	failure = $state.raw<unknown>(null);
	/** Where the cursor belongs now; each request is a new object. */
	focus = $state.raw<{ field: string } | null>(null);
	readonly #save: ContactDialogDeps['save'];

	constructor({ queries, firm, save }: ContactDialogDeps) {
		this.#save = save;
		this.contact = new ContactFormState('new', queries, firm);
	}

	/** Something would be lost by closing. */
	get dirty(): boolean {
		return !this.saved && !this.contact.blank;
	}

	/** Saves the person; null when a field is wrong, somebody in the book may be the same, the disk failed, or it is being saved already. */
	async create(): Promise<{ id: ContactId; name: string; group: GroupId | null } | null> {
		if (this.saving || this.saved) return null;
		this.failure = null;
		this.contact.insist();
		if (this.#showFault()) return null;
		this.saving = true;
		try {
			await this.contact.lookForSame();
			if (this.contact.same.length > 0) {
				this.focus = { field: 'contact/new/same' };
				return null;
			}
			const { name } = this.contact;
			const result = await this.#save(this.contact);
			if (!result.ok) {
				for (const problem of result.problems) this.contact.refuse(problem);
				if (!this.#showFault()) this.failure = result.problems;
				return null;
			}
			this.saved = true;
			return { id: result.value, name, group: result.group };
		} catch (error) {
			this.failure = error;
			return null;
		} finally {
			this.saving = false;
		}
	}

	#showFault(): boolean {
		const part = this.contact.firstFault();
		if (part !== null) this.focus = { field: `contact/new/${part}` };
		return part !== null;
	}
}

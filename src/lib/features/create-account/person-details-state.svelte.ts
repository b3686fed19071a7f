import type { NewContact } from '$lib/app/carnet.ts';
import type { Civility } from '$lib/domain/contact.ts';
import { readDay } from '$lib/domain/day.ts';
import { activeFields } from '$lib/domain/firm-settings.ts';
import { CustomFieldsState } from '$lib/features/custom-fields/custom-fields-state.svelte.ts';
import { NO_TAGS, settleTags, type PickedTags } from '$lib/features/tags/tag-picker-state.svelte.ts';
import { formats } from '$lib/i18n/format.ts';
import type { FieldFault } from './field-fault.ts';
import type { PersonDetailsDraft } from './form-draft.ts';
import type { FormFirm } from './form-firm.svelte.ts';

/** What of a new contact is not needed to know them: civility, birth date, tags and the firm's own fields. */
export class PersonDetailsState {
	civility = $state<Civility | null>(null);
	/** As typed. */
	birthDate = $state('');
	tags = $state.raw<PickedTags>(NO_TAGS);
	/** Civility and birth date are on screen. */
	open = $state(false);
	tagsOpen = $state(false);
	fieldsOpen = $state(false);
	readonly custom: CustomFieldsState;
	/** The birth date was left, or Create pressed: it may be called wrong now. */
	#birthLeft = $state(false);
	readonly #firm: FormFirm;

	constructor(firm: FormFirm) {
		this.#firm = firm;
		this.custom = new CustomFieldsState({
			fields: () => activeFields(firm.settings.fields, 'contact'),
			locale: () => firm.locale,
		});
	}

	/** Nothing is typed or chosen. */
	get blank(): boolean {
		return this.civility === null && this.birthDate.trim() === '' && this.tags.tags.length === 0 && this.custom.blank;
	}

	readonly birthFault = $derived.by<FieldFault | null>(() => {
		if (this.birthDate.trim() === '') return null;
		const day = readDay(this.birthDate);
		if (day === null) return this.#birthLeft ? { kind: 'date' } : null;
		return day > this.#firm.today() ? { kind: 'date-future' } : null;
	});

	/** The first part that is wrong: `birthDate` or `custom/<FieldId>`. */
	firstFault(): 'birthDate' | `custom/${string}` | null {
		if (this.birthFault !== null) return 'birthDate';
		const field = this.custom.firstFault();
		return field === null ? null : `custom/${field.id}`;
	}

	/** Says everything that is wrong from now on, missing parts too, and brings it on screen. */
	insist(): void {
		this.#birthLeft = true;
		this.custom.insisted = true;
		if (this.birthFault !== null) this.open = true;
		if (this.custom.firstFault() !== null) this.fieldsOpen = true;
	}

	/** Leaving the birth date: what was understood is shown the way it is written here. */
	leaveBirthDate(): void {
		this.#birthLeft = true;
		const day = readDay(this.birthDate);
		if (day !== null) this.birthDate = formats(this.#firm.locale).shortDay(day);
	}

	toInput(): Pick<NewContact, 'civility' | 'birthDate' | 'tags' | 'newTags' | 'custom'> {
		return {
			civility: this.civility,
			birthDate: readDay(this.birthDate),
			...settleTags(this.tags, 'contact', this.#firm.vocabulary),
			custom: this.custom.values(),
		};
	}

	toDraft(): PersonDetailsDraft {
		const { tags, newTags } = this.tags;
		return {
			...{ civility: this.civility, birthDate: this.birthDate, tags: [...tags], newTags: [...newTags] },
			custom: this.custom.toDraft(),
		};
	}

	restore(draft: PersonDetailsDraft): void {
		this.civility = draft.civility;
		this.birthDate = draft.birthDate;
		this.tags = { tags: draft.tags, newTags: draft.newTags };
		this.custom.restore(draft.custom);
		this.open = draft.civility !== null || draft.birthDate !== '';
		this.tagsOpen = draft.tags.length > 0;
		this.fieldsOpen = !this.custom.blank;
	}
}

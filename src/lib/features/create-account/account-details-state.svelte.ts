import type { NewAccount, Queries } from '$lib/app/carnet.ts';
import { activeFields } from '$lib/domain/firm-settings.ts';
import type { AccountId, TemplateId } from '$lib/domain/ids.ts';
import { checkSiren, formatSiren } from '$lib/domain/siren.ts';
import { CustomFieldsState } from '$lib/features/custom-fields/custom-fields-state.svelte.ts';
import { NO_TAGS, settleTags, type PickedTags } from '$lib/features/tags/tag-picker-state.svelte.ts';
import type { AccountRow } from '$lib/queries/rows.ts';
import type { FieldFault } from './field-fault.ts';
import type { AccountDetailsDraft } from './form-draft.ts';
import type { FormFirm } from './form-firm.svelte.ts';

/** What of a new account may be left out: its SIREN, tags, folder template and the firm's own fields. */
export class AccountDetailsState {
	/** As typed; stored for companies only. */
	siren = $state('');
	tags = $state.raw<PickedTags>(NO_TAGS);
	/** null: the firm's default, else the predefined folders. */
	template = $state<TemplateId | null>(null);
	addressOpen = $state(false);
	readonly custom: CustomFieldsState;
	/** Accounts that have this SIREN already. */
	sirenOwners = $state.raw<readonly AccountRow[]>([]);
	/** The SIREN was left, or Create pressed: it may be called incomplete now. */
	#sirenLeft = $state(false);
	#turn = 0;
	readonly #firm: FormFirm;
	readonly #queries: Pick<Queries, 'bySiren'>;

	constructor(firm: FormFirm, queries: Pick<Queries, 'bySiren'>) {
		this.#firm = firm;
		this.#queries = queries;
		this.custom = new CustomFieldsState({
			fields: () => activeFields(firm.settings.fields, 'account'),
			locale: () => firm.locale,
		});
	}

	/** Nothing is typed or chosen. */
	get blank(): boolean {
		return this.siren.trim() === '' && this.tags.tags.length === 0 && this.template === null && this.custom.blank;
	}

	/** What is wrong with the SIREN: letters at once, a missing or wrong digit once the field was left. */
	readonly sirenFault = $derived.by<FieldFault | null>(() => {
		const reading = checkSiren(this.siren);
		if (reading.ok) return null;
		const tooLong = reading.why === 'length' && this.siren.replace(/\D/g, '').length > 9;
		return this.#sirenLeft || reading.why === 'sign' || tooLong ? { kind: 'siren', why: reading.why } : null;
	});

	/** The chosen template, where it is still there. */
	get chosenTemplate(): TemplateId | null {
		return this.#firm.settings.templates.some(({ id }) => id === this.template) ? this.template : null;
	}

	insist(): void {
		this.#sirenLeft = true;
		this.custom.insisted = true;
	}

	leaveSiren(): void {
		this.#sirenLeft = this.siren.trim() !== '';
		const reading = checkSiren(this.siren);
		if (reading.ok) this.siren = formatSiren(reading.siren);
	}

	/** Looks for accounts that have this SIREN; an answer that comes too late is dropped. */
	async lookForSiren(own: AccountId): Promise<void> {
		const turn = ++this.#turn;
		const reading = checkSiren(this.siren);
		const owners = reading.ok && reading.siren !== '' ? await this.#queries.bySiren(reading.siren, own) : [];
		if (turn === this.#turn) this.sirenOwners = owners;
	}

	/** @param company only companies have a SIREN */
	toInput(company: boolean): Pick<NewAccount, 'siren' | 'template' | 'tags' | 'newTags' | 'custom'> {
		const reading = checkSiren(this.siren);
		return {
			siren: company && reading.ok ? reading.siren : '',
			template: this.chosenTemplate,
			...settleTags(this.tags, 'account', this.#firm.vocabulary),
			custom: this.custom.values(),
		};
	}

	toDraft(): AccountDetailsDraft {
		const { tags, newTags } = this.tags;
		return {
			...{ siren: this.siren, template: this.template, tags: [...tags], newTags: [...newTags] },
			custom: this.custom.toDraft(),
		};
	}

	restore(draft: AccountDetailsDraft): void {
		this.siren = draft.siren;
		this.template = draft.template;
		this.tags = { tags: draft.tags, newTags: draft.newTags };
		this.custom.restore(draft.custom);
	}
}

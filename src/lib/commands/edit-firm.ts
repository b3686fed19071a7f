import * as z from 'zod/mini';
import { postalAddress, tidyAddress } from '../domain/address.ts';
import { fieldChoice, fieldPartField, fieldType, MAX_CHOICES, MAX_FIELD_LABEL, type FieldChoice } from '../domain/custom-field.ts';
import { FIRM_SETTINGS } from '../domain/document-name.ts';
import { readEmail } from '../domain/email.ts';
import type { FieldValue } from '../domain/field-value.ts';
import { firmFields, MAX_LOGO, type FirmSettings } from '../domain/firm-settings.ts';
import { fieldId, type FieldId } from '../domain/ids.ts';
import { recordKind } from '../domain/tag.ts';
import { MAX_WELCOME } from '../domain/sign-up.ts';
import { foldText, tidyLine, tidyText } from '../domain/text.ts';
import type { CommandResult } from './command-input.ts';
import { commit, type CommandDeps } from './commit.ts';
import type { FieldChanges, FirmChanges, NewField } from './firm-input.ts';
import { mayWriteFirm, readFirm } from './read-firm.ts';
import { DONE, refuse, type Refused } from './refusals.ts';

type Checked = { ok: true; values: Record<string, FieldValue> } | Refused;

/** Changes the firm's own details. */
export async function editFirm(deps: CommandDeps, changes: FirmChanges): Promise<CommandResult<void>> {
	if (!mayWriteFirm(deps)) return refuse('forbidden');
	const checked = checkFirm(changes);
	if (!checked.ok) return checked;
	return commit(deps, 'edited', async (draft) => {
		draft.change(FIRM_SETTINGS, checked.values);
		return DONE;
	});
}

/** Adds a field to the firm's accounts or contacts, behind those that there are. */
export async function createField(deps: CommandDeps, input: NewField): Promise<CommandResult<FieldId>> {
	if (!mayWriteFirm(deps)) return refuse('forbidden');
	const [kind, id] = [recordKind.safeParse(input.kind), fieldId.safeParse(input.id ?? deps.platform.uuid())];
	const checked = checkField(input);
	if (!kind.success || !id.success) return refuse('required', 'kind');
	if (!checked.ok) return checked;
	return commit(deps, 'created', async (draft) => {
		const { fields } = await readFirm(deps, draft.tx);
		const own = fields.filter((field) => field.kind === kind.data);
		const taken = labelRefusal(own, input.label, null);
		if (taken !== null) return taken;
		const order = Math.max(0, ...own.map((field) => field.order + 1));
		draft.change(FIRM_SETTINGS, ofField(id.data, { required: false, choices: [], ...checked.values, kind: kind.data, order }));
		return { ok: true, value: id.data };
	});
}

/** Changes a field. Values that records have of it stay as they are. */
export async function editField(deps: CommandDeps, id: FieldId, changes: FieldChanges): Promise<CommandResult<void>> {
	if (!mayWriteFirm(deps)) return refuse('forbidden');
	return commit(deps, 'edited', async (draft) => {
		const { fields } = await readFirm(deps, draft.tx);
		const field = fields.find((known) => known.id === id);
		if (field === undefined) return refuse('field-unknown');
		const checked = checkField({ type: field.type, choices: field.choices, ...changes });
		if (!checked.ok) return checked;
		const taken = changes.label === undefined ? null : labelRefusal(fields.filter(({ kind }) => kind === field.kind), changes.label, id);
		if (taken !== null) return taken;
		draft.change(FIRM_SETTINGS, ofField(id, checked.values));
		return DONE;
	});
}

export async function archiveField(deps: CommandDeps, id: FieldId, archived: boolean): Promise<CommandResult<void>> {
	if (!mayWriteFirm(deps)) return refuse('forbidden');
	return commit(deps, 'edited', async (draft) => {
		const { fields } = await readFirm(deps, draft.tx);
		if (!fields.some((field) => field.id === id)) return refuse('field-unknown');
		draft.change(FIRM_SETTINGS, ofField(id, { archived: z.boolean().parse(archived) }));
		return DONE;
	});
}

/** Puts fields in this order; those that are not named come behind them, as they are. */
export async function orderFields(deps: CommandDeps, ids: readonly FieldId[]): Promise<CommandResult<void>> {
	if (!mayWriteFirm(deps)) return refuse('forbidden');
	return commit(deps, 'edited', async (draft) => {
		const { fields } = await readFirm(deps, draft.tx);
		const named = ids.flatMap((id) => fields.find((field) => field.id === id) ?? []);
		if (named.length !== new Set(ids).size) return refuse('field-unknown');
		const kinds = new Set(named.map(({ kind }) => kind));
		const behind = fields.filter((field) => kinds.has(field.kind) && !named.includes(field));
		const values: Record<string, FieldValue> = {};
		for (const [place, field] of [...named, ...behind].entries())
			if (field.order !== place) values[fieldPartField(field.id, 'order')] = place;
		draft.change(FIRM_SETTINGS, values);
		return DONE;
	});
}

function checkFirm(changes: FirmChanges): Checked {
	const values: Record<string, FieldValue> = {};
	if (changes.name !== undefined) {
		const name = tidyLine(changes.name);
		if (name === '') return refuse('required', 'name');
		if (!firmFields.name.safeParse(name).success) return refuse('too-long', 'name');
		values.name = name;
	}
	if (changes.address !== undefined) {
		const address = postalAddress.safeParse(changes.address);
		if (!address.success) return refuse('too-long', 'address');
		values.address = { ...tidyAddress(address.data) };
	}
	if (changes.logo !== undefined) {
		if (changes.logo.length > MAX_LOGO) return refuse('too-long', 'logo');
		if (changes.logo !== '' && !firmFields.logo.safeParse(changes.logo).success) return refuse('value-invalid', 'logo');
		values.logo = changes.logo === '' ? null : changes.logo;
	}
	if (changes.replyTo !== undefined) {
		const email = readEmail(changes.replyTo);
		if (email.kind === 'problem') return refuse('email-invalid', 'replyTo');
		values.replyTo = email.kind === 'empty' ? '' : email.address;
	}
	if (changes.signUpOpen !== undefined) values['signUp/open'] = changes.signUpOpen;
	if (changes.signUpWelcome !== undefined) {
		const welcome = tidyText(changes.signUpWelcome);
		if (welcome.length > MAX_WELCOME) return refuse('too-long', 'signUpWelcome');
		values['signUp/welcome'] = welcome;
	}
	for (const field of ['language', 'country'] as const) {
		if (changes[field] === undefined) continue;
		const parsed = firmFields[field].safeParse(changes[field]);
		if (!parsed.success) return refuse('value-invalid', field);
		values[field] = parsed.data;
	}
	return { ok: true, values };
}

/** A field's label, type and choices as they would be written. A choice field needs an answer to choose. */
function checkField({ label, type, required, choices }: FieldChanges): Checked {
	const values: Record<string, FieldValue> = {};
	if (label !== undefined) {
		const tidy = tidyLine(label);
		if (tidy === '') return refuse('required', 'label');
		if (tidy.length > MAX_FIELD_LABEL) return refuse('too-long', 'label');
		values.label = tidy;
	}
	if (type !== undefined) {
		if (!fieldType.safeParse(type).success) return refuse('value-invalid', 'type');
		values.type = type;
	}
	if (required !== undefined) values.required = required === true;
	const checked = checkChoices(choices ?? []);
	if (!checked.ok) return checked.refused;
	if ((type === 'choice' || type === 'choices') && checked.choices.length === 0) return refuse('required', 'choices');
	if (choices !== undefined) values.choices = checked.choices.map((choice) => ({ ...choice }));
	return { ok: true, values };
}

function checkChoices(given: readonly FieldChoice[]): { ok: true; choices: FieldChoice[] } | { ok: false; refused: Refused } {
	if (given.length > MAX_CHOICES) return { ok: false, refused: refuse('too-many', 'choices') };
	const choices: FieldChoice[] = [];
	for (const [place, { id, label }] of given.entries()) {
		const choice = fieldChoice.safeParse({ id, label: tidyLine(label) });
		if (!choice.success) return { ok: false, refused: refuse(tidyLine(label) === '' ? 'required' : 'too-long', `choices/${place}`) };
		const taken = choices.some((known) => known.id === id || foldText(known.label) === foldText(choice.data.label));
		if (taken) return { ok: false, refused: refuse('name-taken', `choices/${place}`) };
		choices.push(choice.data);
	}
	return { ok: true, choices };
}

function labelRefusal(fields: FirmSettings['fields'], label: string, own: FieldId | null): Refused | null {
	const key = foldText(tidyLine(label));
	const taken = fields.some((field) => field.id !== own && !field.archived && foldText(field.label) === key);
	return taken ? refuse('name-taken', 'label') : null;
}

function ofField(id: FieldId, values: Readonly<Record<string, FieldValue>>): Record<string, FieldValue> {
	return Object.fromEntries(Object.entries(values).map(([part, value]) => [fieldPartField(id, part as 'label'), value]));
}

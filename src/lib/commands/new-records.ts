import { isEmptyAddress, type PostalAddress } from '../domain/address.ts';
import type { Stamp } from '../domain/clock.ts';
import { dayOf } from '../domain/day.ts';
import { contactDocument } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { ContactId, StaffId } from '../domain/ids.ts';
import { linkField, type LinkSwitches } from '../domain/link.ts';
import { checkFields, contactChecks, type Checked } from './check-input.ts';
import type { CommandResult, InputProblem, NewContact } from './command-input.ts';
import { commit, type CommandDeps } from './commit.ts';
import { LabelPlan, NOTHING_CARRIED } from './label-plan.ts';

/** Creates a contact that no account links yet. */
export async function createContact(deps: CommandDeps, input: NewContact): Promise<CommandResult<ContactId>> {
	const checked = checkContact(deps, input, '');
	if (!checked.ok) return checked;
	const id = deps.platform.uuid() as ContactId;
	return commit(deps, 'created', async (draft) => {
		const labels = await LabelPlan.open(deps, draft);
		const own = withoutEmpty(labels.values('contact', input, NOTHING_CARRIED, '', true));
		if (labels.problems.length > 0) return { ok: false, problems: labels.problems };
		labels.make(draft);
		draft.create(contactDocument(id), newRecord({ ...checked.values, ...own }, deps.profile.staffId, draft.at));
		return { ok: true, value: id };
	});
}

/** What a person's fields must be, beyond each field by itself: a first or a last name, a birth date that was. */
export function checkContact(deps: CommandDeps, input: NewContact, path: string): Checked {
	const checked = checkFields(input, contactChecks, path);
	if (!checked.ok) return checked;
	const problems: InputProblem[] = [];
	if (checked.values.firstName === '' && checked.values.lastName === '') problems.push({ field: `${path}lastName`, problem: 'required' });
	if (isFuture(deps, checked.values.birthDate)) problems.push({ field: `${path}birthDate`, problem: 'date-future' });
	return problems.length > 0 ? { ok: false, problems } : { ok: true, values: withoutEmpty(checked.values) };
}

/** Whether a day is still to come, where the device is. */
export function isFuture(deps: CommandDeps, day: FieldValue | undefined): boolean {
	return typeof day === 'string' && day > dayOf(deps.platform.now());
}

/** The registers that make a link. `linkedAt`: ms since 1970, orders the contacts. */
export function linkValues(contact: ContactId, switches: LinkSwitches, linkedAt: number): Record<string, FieldValue> {
	return {
		[linkField(contact, 'present')]: true,
		[linkField(contact, 'linkedAt')]: linkedAt,
		[linkField(contact, 'login')]: switches.login,
		[linkField(contact, 'notify')]: switches.notify,
		[linkField(contact, 'sync')]: switches.sync,
	};
}

/** Who can be linked: LOGIN and NOTIFY need an address. */
export function switchProblems(email: string, switches: Partial<LinkSwitches>, path: string): InputProblem[] {
	if (email !== '') return [];
	return (['login', 'notify'] as const).filter((name) => switches[name]).map((name) => ({ field: `${path}${name}`, problem: 'email-needed' }));
}

export function newRecord(values: Record<string, FieldValue>, staff: StaffId, at: Stamp): Record<string, FieldValue> {
	return { ...values, createdBy: staff, createdAt: at };
}

/** A new record holds only what was filled in. */
export function withoutEmpty(values: Readonly<Record<string, FieldValue>>): Record<string, FieldValue> {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: FieldValue): boolean {
	if (value === null || value === '') return true;
	if (Array.isArray(value)) return value.length === 0;
	return typeof value === 'object' && 'street' in value && isEmptyAddress(value as unknown as PostalAddress);
}

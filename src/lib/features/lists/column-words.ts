import type { CustomField } from '$lib/domain/custom-field.ts';
import type { People } from '$lib/features/activity/people-context.ts';
import { customValueText } from '$lib/features/custom-fields/custom-words.ts';
import { formats } from '$lib/i18n/format.ts';
import type { AccountRow } from '$lib/queries/rows.ts';
import type { Vocabulary } from '$lib/domain/vocabulary.ts';
import * as m from '$messages';
import type { ColumnOrders } from './column-state.svelte.ts';

/** Names as one text, with how many of `total` are not among them. */
export function namesText(first: readonly { name: string }[], total: number): string {
	const more = total - first.length;
	const names = first.map(({ name }) => name).join(', ');
	return more > 0 ? `${names} ${m.accounts_more({ count: formats().number(more) })}` : names;
}

/** What a row of either kind shows in the columns that both kinds have: when a client was last let in, when and by whom it was made, and the firm's own fields. */
export function commonText(
	row: Pick<AccountRow, 'createdAt' | 'lastSignIn' | 'createdBy' | 'custom'>,
	column: string,
	fields: readonly CustomField[],
	people: People,
): string {
	if (column === 'created') return row.createdAt === 0 ? '' : formats().date(row.createdAt);
	if (column === 'lastSignIn') return row.lastSignIn === undefined ? '' : formats().date(row.lastSignIn);
	if (column === 'createdBy') return row.createdBy === null ? '' : (people.staffName(row.createdBy) ?? '');
	const field = fields.find(({ id }) => column === `field/${id}`);
	return field === undefined ? '' : (customValueText(field, row.custom[field.id])?.text ?? '');
}

/** The order of tags and of colleagues by their names, as far as they are known. Ids that stand for one tag share its place. */
export function columnOrders(vocabulary: Vocabulary | undefined, { staffByName }: People): ColumnOrders {
	return {
		tags: vocabulary?.tags.map(({ id }) => vocabulary.aliases(id)) ?? [],
		people: staffByName,
	};
}

import type { CustomField } from '$lib/domain/custom-field.ts';
import { customColumns } from '$lib/features/lists/custom-columns.ts';
import type { ColumnOrders, ListColumn } from '$lib/features/lists/column-state.svelte.ts';
import * as m from '$messages';

/** Everything that the list of accounts can show, in the order that it comes in. @param fields of its kind */
export function accountColumns(fields: readonly CustomField[], { tags, people }: ColumnOrders): ListColumn[] {
	return [
		{ id: 'name', label: m.record_name(), sort: 'name', grow: 3, least: 176, usual: 'always' },
		{ id: 'code', label: m.accounts_code(), sort: 'code', grow: 0.5, least: 84, usual: 'always' },
		{ id: 'tags', label: m.lists_topic_tags(), sort: 'tags', order: tags, grow: 2.2, least: 128, usual: 'always' },
		{ id: 'contacts', label: m.accounts_contacts(), sort: 'linked', grow: 1.8, least: 112, usual: 'always' },
		{ id: 'email', label: m.record_email(), sort: 'email', grow: 2, least: 136, usual: 'wide' },
		{ id: 'access', label: m.accounts_access(), sort: 'access', grow: 0.5, least: 96, usual: 'always' },
		{ id: 'type', label: m.record_type(), sort: 'type', grow: 1, least: 96, usual: 'never' },
		{ id: 'siren', label: m.accounts_siren(), sort: 'siren', grow: 1, least: 104, usual: 'never' },
		{ id: 'city', label: m.lists_topic_city(), sort: 'city', grow: 1, least: 96, usual: 'never' },
		{ id: 'lastSignIn', label: m.access_last_sign_in(), sort: 'lastSignIn', grow: 1, least: 104, usual: 'never' },
		{ id: 'created', label: m.record_created(), sort: 'created', grow: 1, least: 104, usual: 'never' },
		{
			id: 'createdBy',
			label: m.lists_topic_created_by(),
			sort: 'createdBy',
			order: people,
			grow: 1,
			least: 104,
			usual: 'never',
		},
		...customColumns(fields),
	];
}

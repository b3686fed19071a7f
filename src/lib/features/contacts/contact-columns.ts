import type { CustomField } from '$lib/domain/custom-field.ts';
import { customColumns } from '$lib/features/lists/custom-columns.ts';
import type { ColumnOrders, ListColumn } from '$lib/features/lists/column-state.svelte.ts';
import * as m from '$messages';

/** Everything that the list of contacts can show, in the order that it comes in. @param fields of its kind */
export function contactColumns(fields: readonly CustomField[], { tags, people }: ColumnOrders): ListColumn[] {
	return [
		{ id: 'name', label: m.contacts_name(), sort: 'name', grow: 2.2, least: 160, usual: 'always' },
		{ id: 'email', label: m.record_email(), sort: 'email', grow: 2.2, least: 136, usual: 'always' },
		{ id: 'phone', label: m.create_phone(), sort: 'phone', grow: 1.2, least: 120, usual: 'always' },
		{ id: 'accounts', label: m.accounts_tab(), sort: 'linked', grow: 2, least: 120, usual: 'always' },
		{ id: 'tags', label: m.lists_topic_tags(), sort: 'tags', order: tags, grow: 1.5, least: 112, usual: 'wide' },
		{ id: 'city', label: m.lists_topic_city(), sort: 'city', grow: 1, least: 96, usual: 'wide' },
		{ id: 'access', label: m.accounts_access(), sort: 'access', grow: 0.8, least: 96, usual: 'never' },
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

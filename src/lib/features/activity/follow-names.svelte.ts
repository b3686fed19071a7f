import { getCarnet } from '$lib/app/session-context.ts';
import type { ContactId } from '$lib/domain/ids.ts';
import type { ActivityRow } from '$lib/queries/rows.ts';
import { contactsIn } from './shown-changes.ts';

/** The names of the people whose links some lines speak of, for as long as the component that calls this is on screen. */
export function followNames(lines: () => readonly ActivityRow[]): { readonly current: ReadonlyMap<ContactId, string> } {
	const { queries } = getCarnet();
	let names = $state.raw<ReadonlyMap<ContactId, string>>(new Map());
	$effect(() => {
		let wanted = true;
		void queries.contactsById(contactsIn(lines())).then((contacts) => {
			if (wanted) names = new Map(contacts.map((contact) => [contact.id, contact.name]));
		});
		return () => {
			wanted = false;
		};
	});
	return {
		get current() {
			return names;
		},
	};
}

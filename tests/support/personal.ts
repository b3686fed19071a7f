import type { Personal, PersonalValues } from '../../src/lib/app/carnet.ts';
import { readPersonalValues } from '../../src/lib/rooms/personal-values.ts';

/** A person's own document without disk and devices: it remembers what was read of the Inbox. */
export function createPersonal(): Personal {
	let values: PersonalValues = readPersonalValues(new Map());
	const listeners = new Set<(values: PersonalValues) => void>();
	const change = (inboxRead: PersonalValues['inboxRead']) => {
		values = { ...values, inboxRead };
		for (const heard of listeners) heard(values);
	};
	const marked = (ids: readonly string[], read: boolean) =>
		new Map([...values.inboxRead.ids, ...ids.map((id) => [id, read] as const)]);
	return {
		live: (heard) => {
			listeners.add(heard);
			heard(values);
			return () => void listeners.delete(heard);
		},
		choose: () => undefined,
		saveFilter: () => undefined,
		removeFilter: () => undefined,
		markRead: (ids, read = true) => change({ ...values.inboxRead, ids: marked(ids, read) }),
		markAllRead: (until, oneByOne = []) => {
			const kept = [...marked(oneByOne, true)].filter(([, read]) => read);
			change({ until, ids: new Map(kept) });
		},
		met: () => new Promise(() => undefined),
	};
}

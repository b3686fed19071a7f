import * as z from 'zod/mini';
import { fieldValue } from '../domain/field-value.ts';
import type { InboxRead } from '../domain/inbox.ts';
import { locale } from '../domain/staff.ts';

const name = z.string().check(z.minLength(1), z.maxLength(64));

/** A column of a table as a person wants it: in this place of the order, this wide (CSS pixels; null: as it comes). */
const columnChoice = z.object({ column: name, width: z.nullable(z.int().check(z.minimum(16), z.maximum(4_000))) });

/** A filter that only its owner sees. `terms` are the list's own. */
export const privateFilter = z.object({
	id: z.string().check(z.minLength(1), z.maxLength(40)),
	list: z.enum(['accounts', 'contacts']),
	name,
	terms: fieldValue,
});
export type PrivateFilter = z.infer<typeof privateFilter>;

const columns = z.nullable(z.array(columnChoice).check(z.maxLength(100)));

const choices = z.object({
	theme: z.catch(z.nullable(z.enum(['light', 'dark', 'system'])), null),
	language: z.catch(z.nullable(locale), null),
	/** null: the app's own */
	accountColumns: z.catch(columns, null),
	contactColumns: z.catch(columns, null),
});
/** What a person chose for all of their devices; null: never chosen. */
export type PersonalChoices = z.infer<typeof choices>;

/** Everything that a personal document says. Filters by name. */
export interface PersonalValues extends PersonalChoices {
	privateFilters: readonly PrivateFilter[];
	inboxRead: InboxRead;
}

/** The key that says up to when everything was read. */
export const READ_UNTIL = 'inboxReadUntil';
const READ = 'read/';

/** The key of one entry of the Inbox, which says whether it was read: one for each, so that two devices that read one each keep both. */
export function readKey(id: string): string {
	return `${READ}${id}`;
}

/** The key of a filter in the document's root map: one for each, so that two devices that save one each keep both. */
export function filterKey(id: string): string {
	return `filter/${id}`;
}

/** Reads what the root map's keys hold. Whatever is not what it should be (of a newer app, say) counts as never chosen. */
export function readPersonalValues(entries: ReadonlyMap<string, unknown>): PersonalValues {
	const privateFilters: PrivateFilter[] = [];
	for (const [key, value] of entries) {
		const parsed = privateFilter.safeParse(value);
		if (parsed.success && key === filterKey(parsed.data.id)) privateFilters.push(parsed.data);
	}
	const until = z.number().safeParse(entries.get(READ_UNTIL));
	const ids = new Map(
		[...entries]
			.filter(([key, value]) => key.startsWith(READ) && typeof value === 'boolean')
			.map(([key, value]) => [key.slice(READ.length), value === true] as const),
	);
	privateFilters.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1));
	return {
		...choices.parse(
			Object.fromEntries(
				['theme', 'language', 'accountColumns', 'contactColumns'].map((key) => [key, entries.get(key)]),
			),
		),
		privateFilters,
		inboxRead: { until: until.success ? until.data : 0, ids },
	};
}

import { MAX_TAG_NAME, type RecordKind } from '$lib/domain/tag.ts';
import { formats } from '$lib/i18n/format.ts';
import * as m from '$messages';
import type { TagFault } from './tags-state.svelte.ts';

/** What is wrong with a tag's name and how to repair it. */
export function tagFaultWords(fault: TagFault): string {
	switch (fault.kind) {
		case 'empty':
			return m.settings_tag_name_needed();
		case 'too-long':
			return m.settings_tag_too_long({ most: formats().number(MAX_TAG_NAME) });
		case 'taken':
			return m.settings_tag_taken({ name: fault.tag.name });
	}
}

/** So many records of a kind: "12 accounts". */
export function recordCount(kind: RecordKind, count: number): string {
	const shown = formats().number(count);
	return kind === 'account' ? m.settings_count_accounts({ count, shown }) : m.settings_count_contacts({ count, shown });
}

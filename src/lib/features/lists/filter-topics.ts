import type { CustomField } from '$lib/domain/custom-field.ts';
import { INVITED_STATES, type FilterTerm } from '$lib/domain/record-filter.ts';
import type { StaffId, TagId } from '$lib/domain/ids.ts';
import type { RecordKind, Tag } from '$lib/domain/tag.ts';
import { ACCESS_LOOKS } from '$lib/features/invitations/access-looks.ts';
import { formats } from '$lib/i18n/format.ts';
import * as m from '$messages';

/** One answer that a filter offers. */
export interface TopicOption {
	key: string;
	label: string;
	/** How many records have it, where that is known. */
	count?: number;
	/** A tag's, for its dot. */
	tag?: Tag;
	/** The term that says it. */
	term: FilterTerm;
}

/** Something to filter by, as people call it. */
export interface FilterTopic {
	id: string;
	label: string;
	editor:
		| { kind: 'options'; options: readonly TopicOption[] }
		| { kind: 'tags'; tags: readonly Tag[] }
		| { kind: 'values'; of: 'city' | 'createdBy' }
		| { kind: 'days' }
		| { kind: 'field'; field: CustomField };
}

/** What the words of filters are made of. */
export interface TopicFacts {
	kind: RecordKind;
	tags: readonly Tag[];
	fields: readonly CustomField[];
	/** A tag that a saved filter names, or null for one that was deleted. */
	resolve(id: TagId): Tag | null;
	staffName(id: StaffId): string | null;
}

/** Everything that a list can be filtered by, the most wanted first. */
export function filterTopics({ kind, tags, fields }: TopicFacts): FilterTopic[] {
	const yesNo = (
		id: string,
		label: string,
		options: [key: string, label: string, term: FilterTerm][],
	): FilterTopic => ({
		id,
		label,
		editor: { kind: 'options', options: options.map(([key, words, term]) => ({ key, label: words, term })) },
	});
	const access = yesNo('access', m.lists_topic_access(), [
		['on', m.lists_access_on(), { on: 'access', is: 'on' }],
		['off', m.lists_access_off(), { on: 'access', is: 'off' }],
	]);
	const invited = yesNo(
		'invited',
		m.lists_topic_invited(),
		INVITED_STATES.map((state) => [state, ACCESS_LOOKS[state].word(), { on: 'invited', is: state }]),
	);
	const email = yesNo('email', m.record_email(), [
		['none', kind === 'account' ? m.lists_email_nobody() : m.lists_email_none(), { on: 'email', is: 'none' }],
		['some', kind === 'account' ? m.lists_email_somebody() : m.lists_email_some(), { on: 'email', is: 'some' }],
	]);
	const type = yesNo('type', m.record_type(), [
		['individual', m.create_type_individual(), { on: 'type', is: 'individual' }],
		['company', m.create_type_company(), { on: 'type', is: 'company' }],
	]);
	const notified = yesNo('notified', m.lists_topic_notified(), [
		['nobody', m.accounts_nobody_notified(), { on: 'notified', is: 'nobody' }],
		['somebody', m.lists_somebody_notified(), { on: 'notified', is: 'somebody' }],
	]);
	const linked = yesNo('linked', m.accounts_tab(), [
		['none', m.lists_linked_none(), { on: 'linked', is: 'none' }],
		['some', m.lists_linked_some(), { on: 'linked', is: 'some' }],
	]);
	return [
		...(kind === 'account' ? [type] : []),
		{
			id: 'tags',
			label: m.lists_topic_tags(),
			editor: { kind: 'tags', tags: tags.filter((tag) => tag.kind === kind) },
		},
		access,
		invited,
		email,
		...(kind === 'account' ? [notified] : [linked]),
		{ id: 'city', label: m.lists_topic_city(), editor: { kind: 'values', of: 'city' } },
		{ id: 'createdBy', label: m.lists_topic_created_by(), editor: { kind: 'values', of: 'createdBy' } },
		{ id: 'created', label: m.record_created(), editor: { kind: 'days' } },
		...fields
			.filter((field) => field.kind === kind)
			.map((field): FilterTopic => ({ id: `field/${field.id}`, label: field.label, editor: { kind: 'field', field } })),
	];
}

/** What a term is about. */
export function topicOf(term: FilterTerm): string {
	if (term.on === 'tag') return 'tags';
	if (term.on === 'createdFrom' || term.on === 'createdTo') return 'created';
	return term.on === 'field' ? `field/${term.field}` : term.on;
}

/** The terms of a filter by what they are about, in the order of their coming. */
export function byTopic(terms: readonly FilterTerm[]): Map<string, FilterTerm[]> {
	const topics = new Map<string, FilterTerm[]>();
	for (const term of terms) topics.set(topicOf(term), [...(topics.get(topicOf(term)) ?? []), term]);
	return topics;
}

/** The same filter with other terms on one topic. */
export function withTopic(terms: readonly FilterTerm[], topic: string, changed: readonly FilterTerm[]): FilterTerm[] {
	const place = terms.findIndex((term) => topicOf(term) === topic);
	const others = terms.filter((term) => topicOf(term) !== topic);
	const at = place < 0 ? others.length : terms.slice(0, place).filter((term) => topicOf(term) !== topic).length;
	return [...others.slice(0, at), ...changed, ...others.slice(at)];
}

/** What the terms of one topic say: "VIP or Priority", "until 24 Nov 2026". */
export function topicWords(terms: readonly FilterTerm[], topic: FilterTopic | undefined, facts: TopicFacts): string {
	const [first] = terms;
	const words = terms.map((term) => termWords(term, topic, facts));
	if (first?.on === 'tag') {
		const names = formats().list(words);
		if (first.how === 'none') return m.lists_tags_none({ names });
		return first.how === 'all' ? m.lists_tags_all({ names }) : formats().either(words);
	}
	return first?.on === 'field' && first.how !== 'is'
		? formats().list(words)
		: ['createdFrom', 'createdTo'].includes(first?.on ?? '')
			? words.join(' ')
			: formats().either(words);
}

function termWords(term: FilterTerm, topic: FilterTopic | undefined, { resolve, staffName }: TopicFacts): string {
	switch (term.on) {
		case 'tag':
			return resolve(term.tag)?.name ?? m.lists_tag_deleted();
		case 'createdBy':
			return staffName(term.staff) ?? m.lists_somebody();
		case 'createdFrom':
			return m.lists_from({ value: dayWords(term.day) });
		case 'createdTo':
			return m.lists_until({ value: dayWords(term.day) });
		case 'city':
			return term.city;
		case 'text':
			return term.text;
		case 'field':
			return fieldTermWords(term, topic?.editor.kind === 'field' ? topic.editor.field : null);
		default: {
			const options = topic?.editor.kind === 'options' ? topic.editor.options : [];
			return options.find((option) => 'is' in option.term && option.term.is === term.is)?.label ?? '';
		}
	}
}

function fieldTermWords(term: Extract<FilterTerm, { on: 'field' }>, field: CustomField | null): string {
	switch (term.how) {
		case 'empty':
			return m.lists_empty();
		case 'filled':
			return m.lists_filled();
		case 'contains':
			return m.lists_contains({ text: term.value });
		case 'is':
			if (typeof term.value === 'boolean') return term.value ? m.record_yes() : m.record_no();
			return field?.choices.find(({ id }) => id === term.value)?.label ?? m.lists_choice_gone();
		case 'from':
			return m.lists_from({ value: boundWords(term.value, field) });
		case 'to':
			return m.lists_until({ value: boundWords(term.value, field) });
	}
}

function boundWords(value: number | string, field: CustomField | null): string {
	if (typeof value === 'string') return dayWords(value);
	return field?.type === 'amount' ? formats().number(value / 100) : formats().number(value);
}

function dayWords(day: string): string {
	const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
	return formats().date(new Date(year, month - 1, date).getTime());
}

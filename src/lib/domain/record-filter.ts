import * as z from 'zod/mini';
import { accountType, type AccountType } from './account.ts';
import type { FieldValue } from './field-value.ts';
import { fieldId, staffId, tagId, type StaffId, type TagId } from './ids.ts';
import type { AccessState } from './invitation.ts';
import { foldText } from './text.ts';

/** More terms than these nobody reads. */
export const MAX_TERMS = 60;

const shortText = z.string().check(z.minLength(1), z.maxLength(120));
const isoDate = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/));

/** What people ask for of invitations, what needs somebody first. */
export const INVITED_STATES = [
	'not-invited',
	'queued',
	'accepted',
	'sent',
	'expired',
	'bounced',
	'refused',
	'withdrawn',
	'replaced',
	'activated',
] as const satisfies readonly AccessState[];

/**
 * One statement about a record. All statements of a filter hold together, except that those which name several values of one thing (types,
 * tags of `any`, people, cities, access, invitations, choices of one field and having none) are alternatives of each other.
 * Flat, so that a filter fits into a register (`field-value.ts`).
 */
export const filterTerm = z.union([
	z.object({ on: z.literal('type'), is: accountType }),
	z.object({ on: z.literal('tag'), how: z.enum(['any', 'all', 'none']), tag: tagId }),
	/** Portal access: of an account, that some contact has it there; of a contact, that they have it somewhere. */
	z.object({ on: z.literal('access'), is: z.enum(['on', 'off']) }),
	/** What an invitation has come to: of an account for some contact, of a contact for some account. */
	z.object({ on: z.literal('invited'), is: z.enum(INVITED_STATES) }),
	/** Of an account: whether any of its contacts has an address. */
	z.object({ on: z.literal('email'), is: z.enum(['none', 'some']) }),
	/** Whether any contact of the account gets notifications. */
	z.object({ on: z.literal('notified'), is: z.enum(['nobody', 'somebody']) }),
	/** Whether a contact is linked to any account. */
	z.object({ on: z.literal('linked'), is: z.enum(['none', 'some']) }),
	z.object({ on: z.literal('createdBy'), staff: staffId }),
	/** Created on this day or later, in the time zone of whoever looks. */
	z.object({ on: z.literal('createdFrom'), day: isoDate }),
	/** Created on this day or earlier. */
	z.object({ on: z.literal('createdTo'), day: isoDate }),
	z.object({ on: z.literal('city'), city: shortText }),
	z.object({ on: z.literal('field'), field: fieldId, how: z.enum(['empty', 'filled']) }),
	/** A choice that was made, a box that is ticked or not. */
	z.object({ on: z.literal('field'), field: fieldId, how: z.literal('is'), value: z.union([shortText, z.boolean()]) }),
	z.object({ on: z.literal('field'), field: fieldId, how: z.literal('contains'), value: shortText }),
	/** Bounds of a number, of an amount (in cents) or of a date (ISO), both included. */
	z.object({ on: z.literal('field'), field: fieldId, how: z.enum(['from', 'to']), value: z.union([z.number(), isoDate]) }),
	/** What was typed over the list. */
	z.object({ on: z.literal('text'), text: shortText }),
]);
export type FilterTerm = z.infer<typeof filterTerm>;

/** The terms of a filter as they are saved, in a register or in a personal document. */
export const recordFilter = z.array(filterTerm).check(z.maxLength(MAX_TERMS));

/** What is read of a saved filter: the terms that this app understands, and how many it does not (of a newer app, or damaged). */
export function readFilter(saved: unknown): { terms: FilterTerm[]; unread: number } {
	if (!Array.isArray(saved)) return { terms: [], unread: saved === null || saved === undefined ? 0 : 1 };
	const terms = saved.slice(0, MAX_TERMS).flatMap((item: unknown) => {
		const parsed = filterTerm.safeParse(item);
		return parsed.success ? [parsed.data] : [];
	});
	return { terms, unread: saved.length - terms.length };
}

/** What a record is to a filter. */
export interface FilterFacts {
	/** null for a contact */
	type: AccountType | null;
	/** As the record has them: ids of merged tags too. */
	tags: readonly TagId[];
	custom: Readonly<Record<string, FieldValue>>;
	login: boolean;
	/** What LOGIN has come to, each state once. */
	access: readonly AccessState[];
	notify: boolean;
	hasEmail: boolean;
	createdBy: StaffId | null;
	/** ms since 1970 */
	createdAt: number;
	city: string;
	/** Of an account its contacts, of a contact their accounts. */
	linked: number;
}

/** What a filter must know besides the record. */
export interface FilterContext {
	/** Every id that stands for a tag: its own and those merged into it; none for a deleted tag. */
	aliases(tag: TagId): readonly TagId[];
	/** The moment (ms since 1970) that a day begins with, where the person is, and the one that the next begins with. */
	day(day: string): { from: number; until: number };
}

type Test = (facts: FilterFacts) => boolean;

/** Whether a record fits a filter, as a function that is quick for many records. What was typed (`text`) is the search's affair: it fits all. */
export function compileFilter(terms: readonly FilterTerm[], context: FilterContext): Test {
	const alternatives = new Map<string, Test[]>();
	for (const [i, term] of terms.entries()) {
		const key = alternativeKey(term) ?? String(i);
		alternatives.set(key, [...(alternatives.get(key) ?? []), compileTerm(term, context)]);
	}
	const groups = [...alternatives.values()];
	return (facts) => groups.every((tests) => tests.some((test) => test(facts)));
}

/** What terms have in common that are alternatives of each other; null for a term that stands for itself. */
export function alternativeKey(term: FilterTerm): string | null {
	if (term.on === 'tag') return term.how === 'any' ? 'tag' : null;
	if (term.on === 'field') return term.how === 'is' || term.how === 'empty' ? `field/${term.field}` : null;
	return ['type', 'access', 'invited', 'createdBy', 'city', 'email', 'notified', 'linked'].includes(term.on) ? term.on : null;
}

function compileTerm(term: FilterTerm, context: FilterContext): Test {
	switch (term.on) {
		case 'type':
			return (facts) => facts.type === term.is;
		case 'tag': {
			const ids = new Set(context.aliases(term.tag));
			const has: Test = (facts) => facts.tags.some((tag) => ids.has(tag));
			return term.how === 'none' ? (facts) => !has(facts) : has;
		}
		case 'access':
			return (facts) => facts.login === (term.is === 'on');
		case 'invited':
			return (facts) => facts.access.includes(term.is);
		case 'email':
			return (facts) => facts.hasEmail === (term.is === 'some');
		case 'notified':
			return (facts) => facts.notify === (term.is === 'somebody');
		case 'linked':
			return (facts) => facts.linked > 0 === (term.is === 'some');
		case 'createdBy':
			return (facts) => facts.createdBy === term.staff;
		case 'createdFrom': {
			const { from } = context.day(term.day);
			return (facts) => facts.createdAt >= from;
		}
		case 'createdTo': {
			const { until } = context.day(term.day);
			return (facts) => facts.createdAt < until;
		}
		case 'city': {
			const city = foldText(term.city);
			return (facts) => foldText(facts.city) === city;
		}
		case 'field':
			return compileFieldTerm(term);
		case 'text':
			return () => true;
	}
}

function compileFieldTerm(term: Extract<FilterTerm, { on: 'field' }>): Test {
	const heldBy = ({ custom }: FilterFacts): FieldValue | undefined => custom[term.field];
	switch (term.how) {
		case 'empty':
			return (facts) => isEmpty(heldBy(facts));
		case 'filled':
			return (facts) => !isEmpty(heldBy(facts));
		case 'is':
			return (facts) => {
				const value = heldBy(facts);
				if (Array.isArray(value)) return value.includes(term.value);
				// A box that nobody ever ticked is not ticked.
				return term.value === false ? value === false || isEmpty(value) : value === term.value;
			};
		case 'contains': {
			const part = foldText(term.value);
			return (facts) => {
				const value = heldBy(facts);
				return typeof value === 'string' && foldText(value).includes(part);
			};
		}
		case 'from':
			return (facts) => isBetween(heldBy(facts), term.value, null);
		case 'to':
			return (facts) => isBetween(heldBy(facts), null, term.value);
	}
}

/** A value of another type than the bounds (the field's type was changed) lies between none. */
function isBetween(value: FieldValue | undefined, from: number | string | null, to: number | string | null): boolean {
	if (typeof value !== typeof (from ?? to) || (typeof value !== 'number' && typeof value !== 'string')) return false;
	return (from === null || value >= from) && (to === null || value <= to);
}

function isEmpty(value: FieldValue | undefined): boolean {
	return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

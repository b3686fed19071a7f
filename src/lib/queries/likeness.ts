import { emailKey } from '../domain/email.ts';
import { foldText } from '../domain/text.ts';
import type { AccountFacets, ContactFacets, SearchChunk } from '../storage/rows.ts';
import type { DuplicateGroup, DuplicateList, LikeReason, ListSpec } from './list-spec.ts';

type Kind = ListSpec['kind'];

/** What a record is compared by. */
interface Traits {
	id: string;
	words: string[];
	siren: string;
	apart: readonly string[];
	/** Hashes of what records that are alike have in common, by what it is; each is looked at again before it counts. */
	keys: Readonly<Record<LikeReason, number[]>>;
	email: string;
	phones: string[];
}

/** Surest first. */
const REASONS: readonly LikeReason[] = ['email', 'siren', 'phone', 'name', 'near'];
/** More records than these with one trait say nothing: a switchboard, a name like any other. */
const MOST_ALIKE = 20;
/** One looks through no more. */
const MOST_GROUPS = 500;
/** A phone's last digits: national and international spellings end alike. */
const PHONE_DIGITS = 9;
const LEAST_PHONE = 6;
/** In shorter words one letter makes another name: Léa, Léo. */
const LEAST_NEAR = 5;
/** What companies are called beside their name. */
const FORMS = new Set(['sarl', 'sas', 'sasu', 'sa', 'eurl', 'sci', 'snc', 'scp', 'selarl', 'scm', 'ei', 'eirl', 'ltd', 'gmbh', 'ag', 'inc', 'llc', 'societe', 'ste', 'ets', 'cabinet']);

/**
 * Finds records that may be one, over the whole book. Chunks of the search pack replace their earlier version, so that only what changed is read
 * and taken apart again; an answer puts the traits of all records side by side by sorting them.
 */
export class Likeness {
	readonly #chunks: Record<Kind, Map<SearchChunk['key'], Traits[]>> = { account: new Map(), contact: new Map() };
	readonly #untouched: Record<Kind, Map<SearchChunk['key'], SearchChunk>> = { account: new Map(), contact: new Map() };
	readonly #found: Record<Kind, DuplicateList | null> = { account: null, contact: null };

	/** Takes chunks in. They are taken apart when somebody asks. */
	take(chunks: readonly SearchChunk[]): void {
		for (const chunk of chunks) {
			const kind: Kind = chunk.key.startsWith('account/') ? 'account' : 'contact';
			this.#untouched[kind].set(chunk.key, chunk);
			this.#found[kind] = null;
		}
	}

	find(kind: Kind): DuplicateList {
		for (const [key, chunk] of this.#untouched[kind]) this.#chunks[kind].set(key, traitsOf(kind, chunk));
		this.#untouched[kind].clear();
		this.#found[kind] ??= compare([...this.#chunks[kind].values()].flat());
		return this.#found[kind];
	}
}

function traitsOf(kind: Kind, { ids, texts, facets }: SearchChunk): Traits[] {
	return ids.flatMap((id, i) => {
		const record = facets[i];
		if (record === undefined || record.status === 'deleted' || record.merged === true) return [];
		const [name = '', ...rest] = (texts[i] ?? '').split('\n');
		const words = wordsOf(kind, name);
		const sorted = words.join(' ');
		// An account's address is its contact's: two accounts of one person are two.
		const email = kind === 'contact' ? emailKey(record.email) : '';
		const phones = kind === 'contact' ? phonesOf(rest, record) : [];
		const siren = kind === 'account' ? (record as AccountFacets).siren : '';
		return {
			id,
			words,
			siren,
			apart: record.apart ?? [],
			email,
			phones,
			keys: {
				email: email === '' ? [] : [hash(email)],
				siren: siren === '' ? [] : [hash(siren)],
				phone: phones.map(hash),
				name: words.length > (kind === 'account' ? 0 : 1) ? [hash(sorted)] : [],
				near: nearKeys(words),
			},
		};
	});
}

function wordsOf(kind: Kind, name: string): string[] {
	const words = foldText(name).split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
	const own = kind === 'account' ? words.filter((word) => !FORMS.has(word)) : words;
	return (own.length > 0 ? own : words).sort();
}

/** The lines of a contact's text that are phones: what is neither name nor address. */
function phonesOf(lines: readonly string[], { email }: AccountFacets | ContactFacets): string[] {
	const address = foldText(email);
	return lines.flatMap((line) => (line !== address && /^\d+$/.test(line) && line.length >= LEAST_PHONE ? line.slice(-PHONE_DIGITS) : []));
}

/** For each longer word: the other words with it, and with it but for one letter. Names that differ by one letter share one of these. */
function nearKeys(words: readonly string[]): number[] {
	const keys: number[] = [];
	for (const [place, word] of words.entries()) {
		if (word.length < LEAST_NEAR || /\d/.test(word)) continue;
		const others = words.filter((_, other) => other !== place).join(' ');
		keys.push(hash(`${others}|${word}`));
		for (let at = 0; at < word.length; at++) keys.push(hash(`${others}|${word.slice(0, at)}${word.slice(at + 1)}`));
	}
	return [...new Set(keys)];
}

/** Records with a key in common, looked at again, and put together. */
function compare(all: readonly Traits[]): DuplicateList {
	const group = new Map<number, number>();
	const rootOf = (at: number): number => {
		let root = at;
		for (let next = group.get(root); next !== undefined; next = group.get(root)) root = next;
		return root;
	};
	const pairs: [number, number, LikeReason][] = [];
	for (const reason of REASONS) {
		for (const alike of sharing(all, reason)) {
			for (const [i, one] of alike.entries()) {
				for (const other of alike.slice(i + 1)) {
					const [a, b] = [all[one], all[other]];
					if (a === undefined || b === undefined || !isAlike(a, b, reason)) continue;
					pairs.push([one, other, reason]);
					const [left, right] = [rootOf(one), rootOf(other)];
					if (left !== right) group.set(Math.max(left, right), Math.min(left, right));
				}
			}
		}
	}
	const found = new Map<number, { ids: Set<string>; reasons: Set<LikeReason>; doubtful: boolean }>();
	for (const [one, other, reason] of pairs) {
		const root = rootOf(one);
		const known = found.get(root) ?? { ids: new Set(), reasons: new Set(), doubtful: true };
		for (const at of [one, other]) known.ids.add(all[at]?.id ?? '');
		known.reasons.add(reason);
		known.doubtful &&= isDoubtful(all[one], all[other]);
		found.set(root, known);
	}
	const groups = [...found.values()].map(({ ids, reasons, doubtful }) => {
		const shown = REASONS.filter((reason) => reasons.has(reason) && !(reason === 'near' && reasons.has('name')));
		const group: DuplicateGroup = { ids: [...ids].sort(), reasons: shown };
		return { group, place: sureness(group) + (doubtful ? REASONS.length * 2 : 0), first: group.ids[0] ?? '' };
	});
	groups.sort((a, b) => a.place - b.place || (a.first < b.first ? -1 : 1));
	return { total: groups.length, groups: groups.slice(0, MOST_GROUPS).map(({ group }) => group) };
}

function sureness({ reasons }: DuplicateGroup): number {
	return REASONS.indexOf(reasons[0] ?? 'near') * 2 - (reasons.length > 1 ? 1 : 0);
}

/** Namesakes with an address each are more often two than one. */
function isDoubtful(a: Traits | undefined, b: Traits | undefined): boolean {
	return a !== undefined && b !== undefined && a.email !== '' && b.email !== '' && a.email !== b.email;
}

/** Places of records that share a key: hash and place packed in one number, so that sorting a plain array brings them together. */
function sharing(all: readonly Traits[], reason: LikeReason): number[][] {
	const count = all.reduce((sum, { keys }) => sum + keys[reason].length, 0);
	const packed = new Float64Array(count);
	let at = 0;
	for (const [place, { keys }] of all.entries()) for (const key of keys[reason]) packed[at++] = key * PLACES + place;
	packed.sort();
	const runs: number[][] = [];
	for (let from = 0; from < packed.length; ) {
		const key = Math.floor((packed[from] ?? 0) / PLACES);
		let until = from + 1;
		while (until < packed.length && Math.floor((packed[until] ?? 0) / PLACES) === key) until++;
		if (until - from > 1 && until - from <= MOST_ALIKE) runs.push([...packed.subarray(from, until)].map((one) => one % PLACES));
		from = until;
	}
	return runs;
}

/** Room for more records than a book has, beside a hash of 32 bits in a double's 53. */
const PLACES = 2 ** 20;

function isAlike(a: Traits, b: Traits, reason: LikeReason): boolean {
	if (a.id === b.id || a.apart.includes(b.id) || b.apart.includes(a.id)) return false;
	if (a.siren !== '' && b.siren !== '' && a.siren !== b.siren) return false;
	switch (reason) {
		case 'email':
			return a.email === b.email;
		case 'siren':
			return a.siren === b.siren;
		case 'phone':
			// Families share a phone and a name: the whole shorter name must be in the longer one.
			return a.phones.some((phone) => b.phones.includes(phone)) && (isWithin(a.words, b.words) || isWithin(b.words, a.words) || areNear(a.words, b.words));
		case 'name':
			return a.words.join(' ') === b.words.join(' ');
		case 'near':
			return areNear(a.words, b.words);
	}
}

function isWithin(words: readonly string[], others: readonly string[]): boolean {
	return words.length > 0 && words.every((word) => others.includes(word));
}

/** Whether all words but one are the same, and that one differs by a letter. */
function areNear(a: readonly string[], b: readonly string[]): boolean {
	if (a.length !== b.length) return false;
	const left = [...a];
	const right = b.filter((word) => {
		const at = left.indexOf(word);
		if (at >= 0) left.splice(at, 1);
		return at < 0;
	});
	const [one = '', ...moreLeft] = left;
	const [other = '', ...moreRight] = right;
	if (moreLeft.length > 0 || moreRight.length > 0 || one === '' || other === '') return false;
	return Math.min(one.length, other.length) >= LEAST_NEAR - 1 && differByOne(one, other);
}

/** One letter more, less, other, or two changed about. */
function differByOne(one: string, other: string): boolean {
	let at = 0;
	while (at < one.length && one[at] === other[at]) at++;
	const rest = (word: string, from: number) => word.slice(at + from);
	if (one.length === other.length)
		return (
			rest(one, 1) === rest(other, 1) || (one[at] === other[at + 1] && one[at + 1] === other[at] && rest(one, 2) === rest(other, 2))
		);
	return one.length > other.length ? rest(one, 1) === rest(other, 0) : rest(one, 0) === rest(other, 1);
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
	let value = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
	return value >>> 0;
}

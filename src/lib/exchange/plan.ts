import { accountCode } from '../domain/account-code.ts';
import type { FieldValue } from '../domain/field-value.ts';
import type { AccountId, ContactId } from '../domain/ids.ts';
import type { ImportedPerson, ImportedUnit } from '../domain/imported.ts';
import type { LinkSwitches } from '../domain/link.ts';
import type { Vocabulary } from '../domain/vocabulary.ts';
import { accountName, type FoundRecords } from './book-facts.ts';
import { KnownAccount, KnownPerson, KnownRecords, TagNames } from './known-records.ts';
import { matchRow, type Candidate, type RowMatch } from './match-rows.ts';
import type { CellNote, CellNotice, CellProblem, ReadAccount, ReadRow } from './read-row.ts';
import { splitTarget, type Target, type TargetGroup } from './targets.ts';

/** What becomes of a row. `duplicate`: it may be about somebody in the book, and nobody has said whether. */
export const VERDICTS = ['create', 'update', 'link', 'unchanged', 'duplicate', 'error', 'skipped'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What somebody said of a row that may be a duplicate, or should be left out. */
export type Choice = 'create' | 'update' | 'skip';

/** A row of the preview. */
export interface RowPlan {
	verdict: Verdict;
	account: { name: string; isNew: boolean } | null;
	people: { name: string; isNew: boolean }[];
	/** Who it may be, whatever was chosen. */
	candidates: Candidate[];
	problems: CellNote<CellProblem>[];
	notices: CellNote<CellNotice>[];
}

/** What an import is going to do. */
export interface ImportPlan {
	rows: RowPlan[];
	/** In the order of writing. */
	units: ImportedUnit[];
	counts: Record<Verdict, number>;
	/** Records that it makes and changes. */
	records: { newAccounts: number; newContacts: number };
	/** Names of tags that it makes. */
	newTags: string[];
	/** People who get LOGIN by it, and are not invited. */
	logins: number;
}

/** What a plan is made of. */
export interface PlanInput {
	rows: readonly ReadRow[];
	/** Where each row begins in the file. */
	lines: readonly number[];
	found: FoundRecords;
	vocabulary: Vocabulary;
	/** By row. */
	choices: ReadonlyMap<number, Choice>;
	/** For possible duplicates that nobody chose for singly; null: they wait. */
	duplicates: Choice | null;
	/** Whether people without an account in the file get one of their own. */
	ownAccounts: boolean;
	/** The firm's fields that a new record must have a value of. */
	required: readonly RequiredField[];
	newId(): string;
}

/** A field that a new record must have a value of. */
export interface RequiredField {
	target: Target;
	/** Where a row says it, or would. */
	column: number;
	/** For new records of rows that say nothing of it; null: such rows can't be written. */
	fill: FieldValue;
}

interface Unit {
	account: KnownAccount | null;
	people: Map<KnownPerson, Partial<LinkSwitches>>;
	lines: number[];
	/** Whether it has anything to write. */
	dirty: boolean;
}

/** Says for each row what becomes of it, and what is to be written. Pure: the same rows and book give the same plan, ids of new records aside. */
export function planImport(input: PlanInput): ImportPlan {
	const singly = new Planner(input, []).plan();
	if (!saidElsewhere(input, singly)) return singly;
	// A record that several rows make has its required values from any of them: what they say together is told first.
	const together = new Planner(input, null);
	together.plan();
	const planner = new Planner(input, together.said());
	const plan = planner.plan();
	return planner.isWhole() ? plan : singly;
}

/** Whether some row says a required value that others lack. */
function saidElsewhere({ rows }: PlanInput, { rows: plans }: ImportPlan): boolean {
	const lacking = new Set<string>();
	for (const { problems } of plans) for (const { code, target } of problems) if (code === 'required-missing' && target !== null) lacking.add(target.slice(target.lastIndexOf('/') + 1));
	if (lacking.size === 0) return false;
	return rows.some(({ account, people }) => [...(account === null ? [] : [account]), ...people].some(({ custom }) => Object.keys(custom).some((field) => lacking.has(field))));
}

class Planner {
	readonly #input: PlanInput;
	/** By row, the required values that another row of the same record says; null: nothing is required. */
	readonly #elsewhere: readonly ReadonlySet<Target>[] | null;
	/** By row, the records that it is about and was taken up into. */
	readonly #records: Partial<Record<TargetGroup, KnownAccount | KnownPerson>>[] = [];
	readonly #known = new KnownRecords();
	readonly #tags: TagNames;
	readonly #units = new Map<KnownAccount | KnownPerson, Unit>();

	constructor(input: PlanInput, elsewhere: readonly ReadonlySet<Target>[] | null) {
		this.#input = input;
		this.#elsewhere = elsewhere;
		this.#tags = new TagNames(input.vocabulary);
		for (const row of input.found.contacts) this.#known.addPerson(new KnownPerson(row.id, row, this.#tags));
		for (const row of input.found.accounts) this.#known.addAccount(new KnownAccount(row.id, row, row.name, this.#tags), row.code);
	}

	plan(): ImportPlan {
		const rows = this.#input.rows.map((row, i) => this.#row(row, i));
		const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as ImportPlan['counts'];
		for (const { verdict } of rows) counts[verdict]++;
		const units = [...this.#units.values()].map((unit) => this.#unit(unit)).filter((unit) => unit !== null);
		return {
			rows,
			units,
			counts,
			records: {
				newAccounts: units.filter(({ account }) => account?.isNew).length,
				newContacts: units.reduce((sum, { people }) => sum + people.filter(({ isNew }) => isNew).length, 0),
			},
			newTags: this.#tags.made,
			logins: this.#logins(),
		};
	}

	/** By row, the required values that its records have from all of their rows. */
	said(): ReadonlySet<Target>[] {
		return this.#input.rows.map((_, i) => {
			const records = Object.entries(this.#records[i] ?? {}) as [TargetGroup, KnownAccount | KnownPerson][];
			return new Set(records.flatMap(([group, { imported }]) => this.#requiredOf(group).filter(({ id }) => (imported.custom[id] ?? null) !== null).map(({ target }) => target)));
		});
	}

	/** Whether every new record got the values that its rows were promised. */
	isWhole(): boolean {
		return this.#records.every((records) =>
			Object.entries(records).every(([group, { isNew, imported }]) => !isNew || this.#requiredOf(group as TargetGroup).every(({ id }) => (imported.custom[id] ?? null) !== null)),
		);
	}

	#row(given: ReadRow, i: number): RowPlan {
		const row = this.#withoutOwnAccount(given);
		const choice = this.#input.choices.get(i) ?? null;
		const empty = { account: null, people: row.people.map((person) => ({ name: shownName(person), isNew: true })), candidates: [] };
		if (choice === 'skip') return { ...empty, verdict: 'skipped', problems: row.problems, notices: row.notices };
		if (row.problems.length > 0) return { ...empty, verdict: 'error', problems: row.problems, notices: row.notices };
		const match = matchRow(row, this.#known);
		const shown = { ...empty, account: accountShown(row, match), candidates: match.questions, problems: row.problems, notices: row.notices };
		if (match.questions.length > 0) {
			const answer = choice ?? this.#input.duplicates;
			if (answer === null) return { ...shown, verdict: 'duplicate' };
			if (answer === 'skip') return { ...shown, verdict: 'skipped' };
			if (answer === 'update') this.#answer(row, match);
		}
		const filled = this.#withFills(row, match);
		const problems = [...this.#problemsOf(filled, match), ...this.#missing(filled, match, i)];
		if (problems.length > 0) return { ...shown, verdict: 'error', problems };
		return this.#take(filled, match, i);
	}

	/** What is said for all new records that lack a required value. */
	#withFills(row: ReadRow, match: RowMatch): ReadRow {
		if (this.#input.required.every(({ fill }) => fill === null)) return row;
		const fills = (group: TargetGroup) => this.#requiredOf(group).filter(({ fill }) => fill !== null).map(({ id, fill }) => [id, fill] as const);
		const filled = <Part extends { custom: Readonly<Record<string, FieldValue>> }>(part: Part, group: TargetGroup): Part => ({ ...part, custom: { ...Object.fromEntries(fills(group)), ...part.custom } });
		return {
			...row,
			account: row.account !== null && match.account === null ? filled(row.account, 'account') : row.account,
			people: row.people.map((person, i) => (match.people[i] === null ? filled(person, person.group) : person)),
		};
	}

	/** The required fields that a record of this row would be made without. */
	#missing(row: ReadRow, match: RowMatch, i: number): CellNote<CellProblem>[] {
		if (this.#elsewhere === null) return [];
		const elsewhere = this.#elsewhere[i];
		const made: { group: TargetGroup; custom: Readonly<Record<string, FieldValue>> }[] = row.people.filter((_, i) => match.people[i] === null);
		if (row.account !== null && match.account === null) made.push({ group: 'account', custom: row.account.custom });
		return made.flatMap(({ group, custom }) =>
			this.#requiredOf(group)
				.filter(({ id, target }) => (custom[id] ?? null) === null && elsewhere?.has(target) !== true)
				.map(({ target, column }) => ({ column, target, value: '', code: 'required-missing' as const })),
		);
	}

	#requiredOf(group: TargetGroup): (RequiredField & { id: string })[] {
		return this.#input.required.flatMap((field) => {
			const split = splitTarget(field.target);
			return 'field' in split && split.group === group ? [{ ...field, id: split.field }] : [];
		});
	}

	/** Without a wish for accounts of their own, people whom the file puts into no account stay without. */
	#withoutOwnAccount(row: ReadRow): ReadRow {
		const { account } = row;
		if (this.#input.ownAccounts || account === null || account.code + account.name + account.companyName + account.siren !== '') return row;
		return { ...row, account: null };
	}

	/** The first candidate of each kind is the one, where somebody said that it is. */
	#answer(row: ReadRow, match: RowMatch): void {
		const account = match.questions.find(({ kind }) => kind === 'account');
		if (account !== undefined && match.account === null) match.account = this.#known.accounts.get(account.id as AccountId) ?? null;
		for (const [i, person] of match.people.entries()) {
			if (person !== null) continue;
			const candidate = match.questions.find(({ kind, id }) => kind === 'contact' && !match.people.some((other) => other?.id === id));
			match.people[i] = candidate === undefined ? null : (this.#known.people.get(candidate.id as ContactId) ?? null);
		}
		const [first] = match.people;
		const theirs = first === undefined || first === null ? [] : [...first.accounts];
		if (match.account === null && row.account?.name === '' && theirs.length > 0) match.account = this.#known.accounts.get(theirs[0] as AccountId) ?? null;
	}

	/** What can only be told once it is known who is meant. */
	#problemsOf(row: ReadRow, { account, people }: RowMatch): CellNote<CellProblem>[] {
		const problems: CellNote<CellProblem>[] = [];
		for (const [i, read] of row.people.entries()) {
			const known = people[i];
			if (known === null && (read.fields.firstName ?? '') + (read.fields.lastName ?? '') === '')
				problems.push({ column: null, target: `${read.group}/lastName`, value: read.fields.email ?? '', code: 'name-missing' });
			if (account?.row?.status === 'archived' && read.switches.login === true && account.row.links.find(({ contact }) => contact === known?.id)?.login !== true)
				problems.push({ column: null, target: `${read.group}/login`, value: account.name, code: 'account-archived' });
		}
		if (account === null && row.people.length === 0) problems.push({ column: null, target: 'contact/lastName', value: '', code: 'name-missing' });
		return problems;
	}

	/** Takes a row up into what is to be written. */
	#take(row: ReadRow, match: RowMatch, i: number): RowPlan {
		const line = this.#input.lines[i] ?? 0;
		const notices = [...row.notices];
		let made = false;
		let changed = false;
		let linked = false;
		const people = row.people.map((read, place) => {
			const known = match.people[place] ?? this.#newPerson();
			if (match.people[place] === null) made = true;
			const { name } = known;
			const news = known.take(read, this.#tags);
			if (news) this.#known.noteTraits(known);
			changed ||= news;
			return { known, news, read, shown: { name: known.name === '' ? name : known.name, isNew: match.people[place] === null } };
		});
		let account = match.account;
		if (row.account !== null && account === null) {
			account = this.#newAccount(row.account, row);
			made = true;
		}
		if (row.account !== null && account !== undefined && account !== null) {
			if (account.isNew && match.account === null && row.account.code !== '' && !accountCode.safeParse(row.account.code).success)
				notices.push({ column: null, target: 'account/code', value: row.account.code, code: 'code-unused' });
			if (account.take(row.account, this.#tags)) changed = true;
		}
		this.#records[i] = { ...(account ? { account } : {}), ...Object.fromEntries(people.map(({ known, read }) => [read.group, known])) };
		const unit = account ? this.#unitOf(account, line) : null;
		for (const { known, read, news } of people) {
			const home = unit ?? this.#unitOf(known, line);
			known.home ??= home;
			if (news || known.isNew) known.home.dirty = true;
			const switches = this.#able(known, read.switches);
			if (!home.people.has(known)) home.people.set(known, {});
			if (!account) continue;
			const what = account.link(known, switches);
			home.people.set(known, { ...home.people.get(known), ...switches });
			linked ||= what === 'linked';
			changed ||= what === 'switched';
		}
		if (unit !== null && (made || changed || linked)) unit.dirty = true;
		const verdict = made ? 'create' : changed ? 'update' : linked ? 'link' : 'unchanged';
		return {
			verdict,
			account: account ? { name: account.name, isNew: match.account === null } : null,
			people: people.map(({ shown }) => shown),
			candidates: match.questions,
			problems: [],
			notices,
		};
	}

	/** LOGIN and NOTIFY need an address. */
	#able({ state }: KnownPerson, switches: Partial<LinkSwitches>): Partial<LinkSwitches> {
		if (state.email !== '') return switches;
		const { login, notify, ...rest } = switches;
		return { ...rest, ...(login === false ? { login } : {}), ...(notify === false ? { notify } : {}) };
	}

	#newPerson(): KnownPerson {
		const person = new KnownPerson(this.#input.newId() as ContactId, null, this.#tags);
		this.#known.people.set(person.id, person);
		return person;
	}

	#newAccount(read: ReadAccount, row: ReadRow): KnownAccount {
		const account = new KnownAccount(this.#input.newId() as AccountId, null, accountName(read, row.people), this.#tags);
		account.state = { ...account.state, siren: read.siren };
		this.#known.addAccount(account, read.code);
		account.state = { ...account.state, siren: '' };
		return account;
	}

	#unitOf(of: KnownAccount | KnownPerson, line: number): Unit {
		const unit: Unit = this.#units.get(of) ?? { account: of instanceof KnownAccount ? of : null, people: new Map(), lines: [], dirty: false };
		this.#units.set(of, unit);
		if (!unit.lines.includes(line)) unit.lines.push(line);
		return unit;
	}

	/** A unit as it is written, or null when it changes nothing. */
	#unit(unit: Unit): ImportedUnit | null {
		if (!unit.dirty) return null;
		const people = [...unit.people].map(([person, switches]): ImportedPerson => {
			if (person.home === unit) return { ...person.imported, switches };
			return { id: person.id, isNew: false, fields: {}, phones: [], address: {}, tags: [], custom: {}, switches };
		});
		const { account } = unit;
		const code = account?.imported.code ?? null;
		return {
			account: account === null ? null : { ...account.imported, code: code !== null && accountCode.safeParse(code).success ? code : null },
			people,
			lines: unit.lines,
		};
	}

	/** How many people get LOGIN who did not have it. */
	#logins(): number {
		let count = 0;
		for (const { account, people } of this.#units.values()) {
			for (const [person, { login }] of people)
				if (login === true && account?.row?.links.find(({ contact }) => contact === person.id)?.login !== true) count++;
		}
		return count;
	}
}

function accountShown(row: ReadRow, { account }: RowMatch): RowPlan['account'] {
	if (row.account === null || account === undefined) return null;
	return { name: account?.name ?? accountName(row.account, row.people), isNew: account === null };
}

function shownName({ fields }: ReadRow['people'][number]): string {
	return [fields.firstName, fields.lastName].filter((part) => part !== undefined && part !== '').join(' ') || (fields.email ?? '');
}

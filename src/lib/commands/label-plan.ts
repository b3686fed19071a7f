import { customField, type CustomField } from '../domain/custom-field.ts';
import { checkCustomValue } from '../domain/custom-value.ts';
import { FIRM_VOCABULARY } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import { activeFields } from '../domain/firm-settings.ts';
import { tagId, type FieldId, type TagId } from '../domain/ids.ts';
import { MAX_TAG_NAME, tagColor, tagField, tagKey, tagPartField, type RecordKind } from '../domain/tag.ts';
import { tidyLine } from '../domain/text.ts';
import type { Vocabulary } from '../domain/vocabulary.ts';
import type { CustomValues } from '../storage/rows.ts';
import type { InputProblem, NewTag } from './command-input.ts';
import type { CommandDeps, Draft } from './commit.ts';
import { readFirm, readVocabulary } from './read-firm.ts';

/** The tags and custom values that somebody gives to a record. */
export interface LabelInput {
	tags?: readonly TagId[] | { add: readonly TagId[]; remove: readonly TagId[] };
	newTags?: readonly NewTag[];
	custom?: Readonly<Partial<Record<FieldId, unknown>>>;
}

/** What a record carries before the change. */
export interface Carried {
	tags: readonly TagId[];
	custom: CustomValues;
}

export const NOTHING_CARRIED: Carried = Object.freeze({ tags: [], custom: {} });

/** Turns the labels of one command's records into registers, and makes the tags that are new, each once. */
export class LabelPlan {
	#vocabulary: Vocabulary;
	#fields: readonly CustomField[];
	/** Tags that this command makes, by kind and key of the name. */
	#made = new Map<string, TagId>();
	#writes: Record<string, FieldValue> = {};
	readonly problems: InputProblem[] = [];

	constructor(vocabulary: Vocabulary, fields: readonly CustomField[]) {
		this.#vocabulary = vocabulary;
		this.#fields = fields;
	}

	/** Reads what the firm has. */
	static async open(deps: CommandDeps, draft: Draft): Promise<LabelPlan> {
		const [vocabulary, firm] = await Promise.all([readVocabulary(draft.tx), readFirm(deps, draft.tx)]);
		return new LabelPlan(vocabulary, firm.fields);
	}

	/**
	 * The registers that give a record these labels.
	 * @param path what the problems' fields begin with
	 * @param required whether the firm's required fields must have a value
	 */
	values(kind: RecordKind, input: LabelInput, carried: Carried, path: string, required: boolean): Record<string, FieldValue> {
		return { ...this.#tags(kind, input, carried.tags, path), ...this.#custom(kind, input.custom ?? {}, path, required) };
	}

	/** Plans the tags that were made. To be called when there is no problem. */
	make(draft: Draft): void {
		if (Object.keys(this.#writes).length > 0) draft.change(FIRM_VOCABULARY, this.#writes);
	}

	#tags(kind: RecordKind, { tags = [], newTags = [] }: LabelInput, carried: readonly TagId[], path: string): Record<string, FieldValue> {
		const { add, remove } = 'add' in tags ? tags : { add: tags, remove: [] };
		const values: Record<string, FieldValue> = {};
		for (const id of remove) {
			for (const alias of this.#vocabulary.aliases(id)) if (carried.includes(alias)) values[tagField(alias)] = false;
		}
		const added = [...add, ...newTags.flatMap((tag) => this.#newTag(kind, tag, path) ?? [])];
		for (const id of added) {
			const own = [...this.#made.values()].includes(id);
			const tag = own ? { id, kind } : this.#vocabulary.resolve(id);
			if (tag === null || tag.kind !== kind) this.problems.push({ field: `${path}tags`, problem: 'tag-unknown' });
			else if (own || !this.#vocabulary.aliases(id).some((alias) => carried.includes(alias) && values[tagField(alias)] !== false))
				values[tagField(tag.id)] = true;
		}
		return values;
	}

	/** The tag that stands for a new name: one that is there, one that this command has made already, or a new one. */
	#newTag(kind: RecordKind, { id, name, color }: NewTag, path: string): TagId | null {
		const tidy = tidyLine(name);
		const known = this.#vocabulary.named(kind, tidy);
		if (known !== null) return known.id;
		const made = this.#made.get(`${kind} ${tagKey(tidy)}`);
		if (made !== undefined) return made;
		const fits = tidy !== '' && tidy.length <= MAX_TAG_NAME && tagColor.safeParse(color).success && tagId.safeParse(id).success;
		if (!fits || this.#vocabulary.aliases(id).length > 1 || this.#vocabulary.resolve(id) !== null) {
			this.problems.push({ field: `${path}newTags`, problem: tidy.length > MAX_TAG_NAME ? 'too-long' : 'required' });
			return null;
		}
		this.#made.set(`${kind} ${tagKey(tidy)}`, id);
		Object.assign(this.#writes, {
			[tagPartField(id, 'name')]: tidy,
			[tagPartField(id, 'color')]: color,
			[tagPartField(id, 'kind')]: kind,
		});
		return id;
	}

	#custom(kind: RecordKind, custom: Readonly<Record<string, unknown>>, path: string, required: boolean): Record<string, FieldValue> {
		const values: Record<string, FieldValue> = {};
		const asked = required ? activeFields(this.#fields, kind).filter((field) => field.required).map(({ id }) => id as string) : [];
		for (const id of new Set([...Object.keys(custom), ...asked])) {
			const field = this.#fields.find((known) => known.id === id && known.kind === kind);
			if (field === undefined) {
				this.problems.push({ field: `${path}custom/${id}`, problem: 'field-unknown' });
				continue;
			}
			const read = checkCustomValue({ ...field, required: field.required && !field.archived && required }, custom[id]);
			if (read.ok) values[customField(field.id)] = read.value;
			else this.problems.push({ field: `${path}custom/${id}`, problem: read.problem });
		}
		return values;
	}
}

import type { FolderTemplate } from '$lib/domain/folder.ts';
import type { TemplateId } from '$lib/domain/ids.ts';
import { foldText, tidyLine } from '$lib/domain/text.ts';
import * as m from '$messages';

/** The longest name of a template, in UTF-16 code units. */
const MAX_TEMPLATE_NAME = 80;

/** What is wrong with a template's name, in words; null: nothing. Two templates of one name could not be told apart. */
export function templateNameFault(
	raw: string,
	templates: readonly FolderTemplate[],
	except: TemplateId | null,
): string | null {
	const name = tidyLine(raw);
	if (name === '') return m.settings_template_name_needed();
	if (name.length > MAX_TEMPLATE_NAME) return m.settings_template_name_long();
	const taken = templates.some((one) => one.id !== except && foldText(one.name) === foldText(name));
	return taken ? m.settings_template_name_taken() : null;
}

/** A free name for a template's copy. */
export function copyName(name: string, templates: readonly FolderTemplate[]): string {
	for (let number = 1; ; number++) {
		const copy = number === 1 ? m.settings_template_copy({ name }) : m.settings_template_copy_number({ name, number });
		if (templates.every((one) => foldText(one.name) !== foldText(copy))) return copy.slice(0, MAX_TEMPLATE_NAME);
	}
}

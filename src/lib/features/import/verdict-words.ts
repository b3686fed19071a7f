import type { Candidate, CellNotice, CellProblem, PreviewRow, Verdict } from '$lib/app/exchange.ts';
import * as m from '$messages';

/** How many rows have a verdict. */
export const COUNT_WORDS: Readonly<Record<Verdict | 'blank', () => string>> = {
	create: m.import_create,
	update: m.import_update,
	link: m.import_link,
	unchanged: m.import_unchanged,
	duplicate: m.import_duplicate,
	error: m.import_error,
	skipped: m.import_skipped,
	blank: m.import_blank,
};

/** What becomes of one row. */
export const VERDICT_WORDS: Readonly<Record<Verdict, () => string>> = {
	create: m.import_verdict_create,
	update: m.import_verdict_update,
	link: m.import_verdict_link,
	unchanged: m.import_verdict_unchanged,
	duplicate: m.import_verdict_duplicate,
	error: m.import_verdict_error,
	skipped: m.import_verdict_skipped,
};

/** How a verdict looks: what needs somebody stands out. */
export const VERDICT_TONES: Readonly<Record<Verdict, 'plain' | 'accent' | 'good' | 'warn' | 'danger'>> = {
	create: 'good',
	update: 'accent',
	link: 'accent',
	unchanged: 'plain',
	duplicate: 'warn',
	error: 'danger',
	skipped: 'plain',
};

const PROBLEMS: Readonly<Record<CellProblem, () => string>> = {
	'name-missing': m.import_why_name_missing,
	'email-invalid': m.import_why_email_invalid,
	'email-several': m.import_why_email_several,
	'phone-invalid': m.import_why_phone_invalid,
	'siren-invalid': m.import_why_siren_invalid,
	'date-invalid': m.import_why_date_invalid,
	'date-future': m.import_why_date_future,
	'value-invalid': m.import_why_value_invalid,
	'too-long': m.import_why_too_long,
	'choice-unknown': m.import_why_choice_unknown,
	'template-unknown': m.import_why_template_unknown,
	'type-unknown': m.import_why_type_unknown,
	'switch-unknown': m.import_why_switch_unknown,
	'country-unknown': m.import_why_country_unknown,
	'total-line': m.import_why_total_line,
	'account-archived': m.import_why_account_archived,
	'required-missing': m.import_why_required_missing,
};

const NOTICES: Readonly<Record<CellNotice, () => string>> = {
	'name-repaired': m.import_note_name_repaired,
	'switch-needs-email': m.import_note_switch_needs_email,
	'named-after-account': m.import_note_named_after_account,
	'phone-words': m.import_note_phone_words,
	'phone-zero': m.import_note_phone_zero,
	'code-unused': m.import_note_code_unused,
	'civility-left': m.import_note_civility_left,
	'language-left': m.import_note_language_left,
};

/** What is wrong with a cell. */
export function problemWords(code: CellProblem): string {
	return PROBLEMS[code]();
}

/** What was put right in a cell, or left out. */
export function noticeWords(code: CellNotice): string {
	return NOTICES[code]();
}

/** Why a record may be the one that a row speaks of. */
export function candidateWords({ by, name, email }: Candidate): string {
	if (by === 'email') return m.import_like_email({ name: name === '' ? email : name });
	return by === 'name' ? m.import_like_name({ name: email === '' ? name : `${name}, ${email}` }) : m.import_like_account({ name });
}

/**
 * Why a row is not imported, in one line, for the file of rejects.
 * @param columns the file's
 */
export function rejectWords(row: PreviewRow, columns: readonly string[]): string {
	if (row.verdict === 'skipped') return m.import_verdict_skipped();
	if (row.verdict === 'duplicate') return row.candidates.map(candidateWords).join(' · ');
	return row.problems
		.map(({ code, column, value }) => (column === null ? problemWords(code) : code === 'required-missing' ? m.import_why_required({ column: columns[column] ?? '' }) : m.import_why({ what: problemWords(code), column: columns[column] ?? '', value })))
		.join(' · ');
}

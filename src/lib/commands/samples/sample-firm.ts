import type { FieldType } from '../../domain/custom-field.ts';
import type { FieldId, TemplateId } from '../../domain/ids.ts';
import type { Locale } from '../../domain/staff.ts';
import type { RecordKind, TagColor } from '../../domain/tag.ts';

/** A custom field that the samples fill, by a key of their own. */
export interface SampleField {
	key: 'regime' | 'yearEnd' | 'turnover' | 'mandate' | 'profession';
	kind: RecordKind;
	type: FieldType;
	label: string;
	/** Of a choice field: ids are the keys. */
	choices: Readonly<Record<string, string>>;
}

/** What a practice has set up before its first client. */
export interface SampleFirm {
	tags: readonly { name: string; color: TagColor }[];
	contactTags: readonly { name: string; color: TagColor }[];
	fields: readonly SampleField[];
	/** Names of folders; those in one behind a slash. */
	template: { name: string; folders: readonly string[] };
	professions: readonly string[];
}

/** What of it is in the book: samples fill what is there. */
export interface SampleSetUp {
	firm: SampleFirm;
	fields: Partial<Record<SampleField['key'], FieldId>>;
	/** For companies. */
	template: TemplateId | null;
}

export const SAMPLE_FIRMS: Readonly<Record<Locale, SampleFirm>> = {
	fr: {
		tags: [
			{ name: 'VIP', color: 'amber' },
			{ name: 'À relancer', color: 'red' },
			{ name: 'Bilan', color: 'blue' },
			{ name: 'Paie', color: 'teal' },
			{ name: 'TVA mensuelle', color: 'violet' },
			{ name: 'Création', color: 'green' },
		],
		contactTags: [
			{ name: 'Gérant', color: 'blue' },
			{ name: 'Conjoint', color: 'pink' },
			{ name: 'Comptable interne', color: 'teal' },
		],
		fields: [
			{ key: 'regime', kind: 'account', type: 'choice', label: 'Régime fiscal', choices: { real: 'Réel normal', simple: 'Réel simplifié', micro: 'Micro' } },
			{ key: 'yearEnd', kind: 'account', type: 'date', label: 'Date de clôture', choices: {} },
			{ key: 'turnover', kind: 'account', type: 'amount', label: 'Chiffre d’affaires', choices: {} },
			{ key: 'mandate', kind: 'account', type: 'checkbox', label: 'Lettre de mission signée', choices: {} },
			{ key: 'profession', kind: 'contact', type: 'text', label: 'Profession', choices: {} },
		],
		template: { name: 'Société', folders: ['Juridique', 'Social', 'Social/Bulletins de paie', 'Fiscal', 'Fiscal/TVA', 'Bilans'] },
		professions: ['Artisan', 'Commerçant', 'Médecin', 'Architecte', 'Retraité', 'Enseignant', 'Ingénieur'],
	},
	en: {
		tags: [
			{ name: 'VIP', color: 'amber' },
			{ name: 'Chase', color: 'red' },
			{ name: 'Year end', color: 'blue' },
			{ name: 'Payroll', color: 'teal' },
			{ name: 'VAT monthly', color: 'violet' },
			{ name: 'New business', color: 'green' },
		],
		contactTags: [
			{ name: 'Director', color: 'blue' },
			{ name: 'Spouse', color: 'pink' },
			{ name: 'Bookkeeper', color: 'teal' },
		],
		fields: [
			{ key: 'regime', kind: 'account', type: 'choice', label: 'Tax scheme', choices: { real: 'Standard', simple: 'Simplified', micro: 'Flat rate' } },
			{ key: 'yearEnd', kind: 'account', type: 'date', label: 'Year end', choices: {} },
			{ key: 'turnover', kind: 'account', type: 'amount', label: 'Turnover', choices: {} },
			{ key: 'mandate', kind: 'account', type: 'checkbox', label: 'Engagement letter signed', choices: {} },
			{ key: 'profession', kind: 'contact', type: 'text', label: 'Occupation', choices: {} },
		],
		template: { name: 'Company', folders: ['Legal', 'Payroll', 'Payroll/Payslips', 'Tax', 'Tax/VAT', 'Accounts'] },
		professions: ['Builder', 'Shopkeeper', 'Doctor', 'Architect', 'Retired', 'Teacher', 'Engineer'],
	},
};

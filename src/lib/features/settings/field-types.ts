import AlignLeft from '@lucide/svelte/icons/text-align-start';
import AtSign from '@lucide/svelte/icons/at-sign';
import Calendar from '@lucide/svelte/icons/calendar';
import CircleDot from '@lucide/svelte/icons/circle-dot';
import Euro from '@lucide/svelte/icons/euro';
import Hash from '@lucide/svelte/icons/hash';
import Link from '@lucide/svelte/icons/link';
import ListChecks from '@lucide/svelte/icons/list-checks';
import Phone from '@lucide/svelte/icons/phone';
import SquareCheck from '@lucide/svelte/icons/square-check';
import Type from '@lucide/svelte/icons/type';
import type { Component } from 'svelte';
import { FIELD_TYPES, type FieldType } from '$lib/domain/custom-field.ts';
import * as m from '$messages';

type Icon = Component<{ size?: number | string; 'aria-hidden'?: 'true' }>;

const LOOKS: Readonly<Record<FieldType, { icon: Icon; label: () => string; hint: () => string }>> = {
	text: { icon: Type, label: m.settings_type_text, hint: m.settings_type_text_hint },
	longText: { icon: AlignLeft, label: m.settings_type_long_text, hint: m.settings_type_long_text_hint },
	number: { icon: Hash, label: m.settings_type_number, hint: m.settings_type_number_hint },
	amount: { icon: Euro, label: m.settings_type_amount, hint: m.settings_type_amount_hint },
	date: { icon: Calendar, label: m.settings_type_date, hint: m.settings_type_date_hint },
	choice: { icon: CircleDot, label: m.settings_type_choice, hint: m.settings_type_choice_hint },
	choices: { icon: ListChecks, label: m.settings_type_choices, hint: m.settings_type_choices_hint },
	checkbox: { icon: SquareCheck, label: m.settings_type_checkbox, hint: m.settings_type_checkbox_hint },
	phone: { icon: Phone, label: m.settings_type_phone, hint: m.settings_type_phone_hint },
	email: { icon: AtSign, label: m.settings_type_email, hint: m.settings_type_email_hint },
	url: { icon: Link, label: m.settings_type_url, hint: m.settings_type_url_hint },
};

export function typeIcon(type: FieldType): Icon {
	return LOOKS[type].icon;
}

/** A field's type in the language on screen. */
export function typeWord(type: FieldType): string {
	return LOOKS[type].label();
}

/** The eleven types to choose from. */
export function typeOptions(): { value: FieldType; label: string; hint: string }[] {
	return FIELD_TYPES.map((value) => ({ value, label: LOOKS[value].label(), hint: LOOKS[value].hint() }));
}

import Building2 from '@lucide/svelte/icons/building-2';
import DoorOpen from '@lucide/svelte/icons/door-open';
import FolderTree from '@lucide/svelte/icons/folder-tree';
import HardDrive from '@lucide/svelte/icons/hard-drive';
import Mail from '@lucide/svelte/icons/mail';
import MonitorSmartphone from '@lucide/svelte/icons/monitor-smartphone';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import Tags from '@lucide/svelte/icons/tags';
import TextCursorInput from '@lucide/svelte/icons/text-cursor-input';
import UserRound from '@lucide/svelte/icons/user-round';
import UsersRound from '@lucide/svelte/icons/users-round';
import type { Component } from 'svelte';
import { paths } from '$lib/app/paths.ts';
import * as m from '$messages';

export const SECTION_IDS = [
	'you',
	'security',
	'mails',
	'firm',
	'staff',
	'tags',
	'fields',
	'templates',
	'sign-up',
	'devices',
	'data',
] as const;
export type SectionId = (typeof SECTION_IDS)[number];

/** A page of the settings, as navigation and search show it. */
export interface SettingsSection {
	id: SectionId;
	href: string;
	label: string;
	/** What is decided there, for the list on a phone. */
	hint: string;
	icon: Component<{ size?: number | string; 'aria-hidden'?: 'true' }>;
}

/** Pages that belong together. */
export interface SettingsGroup {
	label: string;
	sections: SettingsSection[];
}

/** All pages of the settings in their order, in the language on screen. */
export function settingsGroups(): SettingsGroup[] {
	const section = (id: SectionId, label: string, hint: string, icon: SettingsSection['icon']): SettingsSection => ({
		id,
		href: `${paths.settings}/${id}`,
		label,
		hint,
		icon,
	});
	return [
		{
			label: m.settings_group_you(),
			sections: [
				section('you', m.settings_you(), m.settings_you_hint(), UserRound),
				section('security', m.settings_security(), m.settings_security_hint(), ShieldCheck),
				section('mails', m.settings_mails(), m.settings_mails_hint(), Mail),
			],
		},
		{
			label: m.settings_group_firm(),
			sections: [
				section('firm', m.settings_firm_details(), m.settings_firm_hint(), Building2),
				section('staff', m.settings_staff(), m.settings_staff_hint(), UsersRound),
				section('tags', m.settings_tags(), m.settings_tags_hint(), Tags),
				section('fields', m.settings_fields(), m.settings_fields_hint(), TextCursorInput),
				section('templates', m.settings_templates(), m.settings_templates_hint(), FolderTree),
				section('sign-up', m.settings_sign_up(), m.settings_sign_up_hint(), DoorOpen),
			],
		},
		{
			label: m.settings_group_devices(),
			sections: [
				section('devices', m.settings_devices(), m.settings_devices_hint(), MonitorSmartphone),
				section('data', m.settings_data(), m.settings_data_hint(), HardDrive),
			],
		},
	];
}

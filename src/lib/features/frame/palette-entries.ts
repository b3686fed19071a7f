import Archive from '@lucide/svelte/icons/archive';
import Building2 from '@lucide/svelte/icons/building-2';
import CloudUpload from '@lucide/svelte/icons/cloud-upload';
import Download from '@lucide/svelte/icons/download';
import FileUp from '@lucide/svelte/icons/file-up';
import Inbox from '@lucide/svelte/icons/inbox';
import Keyboard from '@lucide/svelte/icons/keyboard';
import Languages from '@lucide/svelte/icons/languages';
import LogOut from '@lucide/svelte/icons/log-out';
import Merge from '@lucide/svelte/icons/merge';
import MailCheck from '@lucide/svelte/icons/mail-check';
import Monitor from '@lucide/svelte/icons/monitor';
import Moon from '@lucide/svelte/icons/moon';
import NotebookTabs from '@lucide/svelte/icons/notebook-tabs';
import Settings from '@lucide/svelte/icons/settings';
import Sun from '@lucide/svelte/icons/sun';
import UserRoundPlus from '@lucide/svelte/icons/user-round-plus';
import UsersRound from '@lucide/svelte/icons/users-round';
import type { Component } from 'svelte';
import { paths } from '$lib/app/paths.ts';
import type { PreferenceStore } from '$lib/app/preferences.svelte.ts';
import { foldText } from '$lib/domain/text.ts';
import { LANGUAGES } from '$lib/features/preferences/languages.ts';
import { settingsGroups } from '$lib/features/settings/settings-sections.ts';
import * as m from '$messages';
import { isNearly } from '$lib/queries/list-match.ts';
import type { FrameState } from './frame-state.svelte.ts';

/** Something that can be done from anywhere. */
export interface PaletteEntry {
	id: string;
	group: 'actions' | 'go' | 'settings';
	label: string;
	icon: Component<{ size?: number | string; 'aria-hidden'?: 'true' }>;
	/** A single letter that does the same, where those are shortcuts. */
	letter?: string;
	/** Offered before anything is typed. */
	first?: boolean;
	/** More words that it is found by. */
	words?: string;
	run: () => void;
}

export interface PaletteDeps {
	frame: FrameState;
	preferences: PreferenceStore;
	go: (href: string) => void;
}

/** All actions, places and settings, in the language on screen. */
export function paletteEntries({ frame, preferences, go }: PaletteDeps): PaletteEntry[] {
	const theme = (id: 'light' | 'dark' | 'system', label: string, icon: PaletteEntry['icon']): PaletteEntry => ({
		id: `theme/${id}`,
		group: 'actions',
		label: m.frame_theme_choose({ theme: label }),
		icon,
		words: m.common_theme(),
		run: () => preferences.chooseTheme(id),
	});
	return [
		{
			id: 'new-account',
			group: 'actions',
			label: m.accounts_new(),
			icon: Building2,
			letter: 'N',
			first: true,
			run: () => (frame.creating = 'account'),
		},
		{
			id: 'new-contact',
			group: 'actions',
			label: m.contacts_new(),
			icon: UserRoundPlus,
			letter: '⇧N',
			first: true,
			run: () => (frame.creating = 'contact'),
		},
		{ id: 'import', group: 'actions', label: m.import_title(), icon: FileUp, words: 'csv excel xlsx', run: () => go(paths.import) },
		{ id: 'export', group: 'actions', label: m.export_all(), icon: Download, words: 'csv excel xlsx json', run: () => go(`${paths.settings}/data`) },
		{ id: 'sync', group: 'actions', label: m.frame_show_sync(), icon: CloudUpload, run: () => (frame.syncing = true) },
		theme('light', m.common_theme_light(), Sun),
		theme('dark', m.common_theme_dark(), Moon),
		theme('system', m.common_theme_system(), Monitor),
		...LANGUAGES.filter(({ value }) => value !== preferences.locale.current).map(({ value, label }): PaletteEntry => ({
			id: `language/${value}`,
			group: 'actions',
			label: m.frame_language_choose({ language: label }),
			icon: Languages,
			words: m.common_language(),
			run: () => preferences.locale.choose(value),
		})),
		{
			id: 'shortcuts',
			group: 'actions',
			label: m.frame_shortcuts(),
			icon: Keyboard,
			letter: '?',
			first: true,
			run: () => (frame.shortcuts = true),
		},
		{ id: 'sign-out', group: 'actions', label: m.frame_sign_out(), icon: LogOut, run: () => (frame.signingOut = true) },
		{
			id: 'accounts',
			group: 'go',
			label: m.accounts_tab(),
			icon: NotebookTabs,
			first: true,
			run: () => go(paths.accounts),
		},
		{
			id: 'contacts',
			group: 'go',
			label: m.contacts_tab(),
			icon: UsersRound,
			first: true,
			run: () => go(paths.contacts),
		},
		{ id: 'inbox', group: 'go', label: m.inbox_title(), icon: Inbox, first: true, run: () => go(paths.inbox) },
		{
			id: 'pending',
			group: 'go',
			label: m.pending_list(),
			icon: MailCheck,
			run: () => go(`${paths.accounts}?status=pending`),
		},
		{
			id: 'archive',
			group: 'go',
			label: m.frame_archived_accounts(),
			icon: Archive,
			run: () => go(`${paths.accounts}?status=archived`),
		},
		{
			id: 'duplicates',
			group: 'go',
			label: m.duplicates_title(),
			icon: Merge,
			words: m.merge_selected(),
			run: () => go(paths.duplicates()),
		},
		{
			id: 'settings',
			group: 'go',
			label: m.frame_settings(),
			icon: Settings,
			first: true,
			run: () => go(paths.settings),
		},
		...settingsGroups().flatMap(({ label: group, sections }) =>
			sections.map(({ id, href, label, hint, icon }): PaletteEntry => ({
				id: `settings/${id}`,
				group: 'settings',
				label,
				icon,
				words: `${group} ${hint}`,
				run: () => go(href),
			})),
		),
	];
}

/** The entries for what was typed: every word of it must begin one of theirs, a typing error in a longer one is forgiven. */
export function findEntries(entries: readonly PaletteEntry[], typed: string): PaletteEntry[] {
	const asked = foldText(typed)
		.split(/\s+/)
		.filter((word) => word !== '');
	if (asked.length === 0) return entries.filter(({ first }) => first === true);
	const wordsOf = (text: string) => foldText(text).split(/[\s,.:;’'/-]+/);
	const fits = (entry: PaletteEntry, near: boolean) => {
		const label = wordsOf(entry.label);
		const all = [...label, ...wordsOf(entry.words ?? '')];
		return asked.every((word) =>
			(near ? label : all).some(
				(known) => known.startsWith(word) || (near && word.length >= 4 && isNearly(word, known)),
			),
		);
	};
	const exact = entries.filter((entry) => fits(entry, false));
	return exact.length > 0 ? exact : entries.filter((entry) => fits(entry, true));
}

import { followLive } from '$lib/app/live.svelte.ts';
import { getApp, getCarnet } from '$lib/app/session-context.ts';
import { dayOf } from '$lib/domain/day.ts';
import { EMPTY_FIRM, toFirmSettings, type FirmSettings } from '$lib/domain/firm-settings.ts';
import type { Locale } from '$lib/domain/staff.ts';
import { Vocabulary } from '$lib/domain/vocabulary.ts';
import { getPeople } from '$lib/features/activity/people-context.ts';

/** What a form must know of the firm, as it is at the moment of asking. */
export interface FormFirm {
	readonly settings: FirmSettings;
	readonly vocabulary: Vocabulary;
	/** The language on screen: what is typed is read in it. */
	readonly locale: Locale;
	/** 'YYYY-MM-DD', where the device is. */
	today(): string;
	/** Whether an address is a team member's. */
	isStaffEmail(email: string): boolean;
}

/** The firm of the open book, for as long as the component that calls this is on screen. */
export function followFirm(): FormFirm {
	const { preferences, clock } = getApp();
	const { queries, profile } = getCarnet();
	const people = getPeople();
	const settings = followLive(() => queries.firm(), toFirmSettings(EMPTY_FIRM, profile));
	const vocabulary = followLive(() => queries.vocabulary(), new Vocabulary([], []));
	return {
		get settings() {
			return settings.current;
		},
		get vocabulary() {
			return vocabulary.current;
		},
		get locale() {
			return preferences.locale.current;
		},
		today: () => dayOf(clock.now),
		isStaffEmail: (email) => people.isStaffEmail(email),
	};
}

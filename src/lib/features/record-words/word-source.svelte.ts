import { followLive } from '$lib/app/live.svelte.ts';
import { getCarnet } from '$lib/app/session-context.ts';
import type { FirmSettings } from '$lib/domain/firm-settings.ts';
import type { Vocabulary } from '$lib/domain/vocabulary.ts';

/** What the firm calls its tags and custom fields; null: not answered yet. */
export interface WordSource {
	readonly vocabulary: Vocabulary | null;
	readonly firm: FirmSettings | null;
}

/** Where nobody looked up the firm's own words, its fields and tags are called by their kind. */
export const NO_WORDS: WordSource = Object.freeze({ vocabulary: null, firm: null });

/** The firm's own words, for as long as the component that calls this is on screen. */
export function followWords(): WordSource {
	const { queries } = getCarnet();
	const vocabulary = followLive(() => queries.vocabulary(), null);
	const firm = followLive(() => queries.firm(), null);
	return {
		get vocabulary() {
			return vocabulary.current;
		},
		get firm() {
			return firm.current;
		},
	};
}

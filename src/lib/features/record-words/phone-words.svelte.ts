import { followLive } from '$lib/app/live.svelte.ts';
import { getCarnet } from '$lib/app/session-context.ts';
import { loadPhoneRules, type PhoneRules } from '$lib/domain/phone-rules.ts';

/**
 * Phone numbers as the firm's country writes them: nationally where they are its own, with their calling code otherwise. Until the rules
 * are loaded, and for what no rule reads, as they were typed.
 */
export function followPhoneWords(): (raw: string) => string {
	const { queries, profile } = getCarnet();
	const firm = followLive(() => queries.firm(), null);
	const country = $derived(firm.current?.country ?? profile.firmCountry);
	let rules = $state.raw<PhoneRules | null>(null);
	$effect(() => {
		let wanted = true;
		loadPhoneRules().then(
			(loaded) => {
				if (wanted) rules = loaded;
			},
			// Not in the cache yet, and no connection: numbers stay as they were typed.
			() => undefined,
		);
		return () => {
			wanted = false;
		};
	});
	return (raw) => {
		const reading = rules?.read(raw, country) ?? null;
		return reading?.possible === true && keepsDigits(raw, reading.shown) && isGrouped(reading.shown)
			? reading.shown
			: raw;
	};
}

/** A number of another country, typed without its calling code, is no number of this one: writing it anew would drop a digit. */
function keepsDigits(raw: string, shown: string): boolean {
	const digits = (text: string) => text.replace(/\D/g, '');
	return /^\s*(?:\+|00)/.test(raw) || digits(raw) === digits(shown);
}

/** Where the rules know no grouping, what people typed reads better. */
function isGrouped(shown: string): boolean {
	return /\d\D+\d/.test(shown);
}

import type { AccessState } from '$lib/domain/invitation.ts';
import * as m from '$messages';

const STATES: Readonly<Record<AccessState, () => string>> = {
	off: m.access_off,
	'not-invited': m.access_not_invited,
	queued: m.access_queued,
	accepted: m.access_accepted,
	sent: m.access_sent,
	bounced: m.access_bounced,
	activated: m.access_activated,
	expired: m.access_expired,
	replaced: m.access_replaced,
	withdrawn: m.access_withdrawn,
	refused: m.access_refused,
};

/** What a contact's access to an account has come to, in a word or two. */
export function accessWords(state: AccessState): string {
	return STATES[state]();
}

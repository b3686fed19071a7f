import { getApp, getCarnet } from '$lib/app/session-context.ts';
import { mayAdminister } from '$lib/domain/staff.ts';

/** Whether this person may change the firm's settings; a component asks while it is set up. The relay holds to the same rule. */
export function followRights(): { readonly administers: boolean } {
	const { session } = getApp();
	const carnet = getCarnet();
	return {
		get administers() {
			return mayAdminister((session.profile ?? carnet.profile).role);
		},
	};
}

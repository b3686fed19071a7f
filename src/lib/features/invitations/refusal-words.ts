import { formats } from '$lib/i18n/format.ts';
import * as m from '$messages';
import type { LeftReason } from './invite-state.svelte.ts';

/**
 * Why somebody is not invited, beside their name.
 * @param until when the brake ends, @param now both in ms since 1970
 */
export function refusalReason(reason: LeftReason, until: number | null, now: number): string {
	const moment = until === null ? null : formats().moment(until, now);
	switch (reason) {
		case 'no-access':
			return m.invite_why_no_access();
		case 'no-login':
			return m.invite_why_no_login();
		case 'no-account':
			return m.invite_why_no_account();
		case 'archived':
			return m.invite_why_archived();
		case 'no-email':
			return m.invite_why_no_email();
		case 'email-changed':
			return m.invite_why_email_changed();
		case 'staff-address':
			return m.invite_why_staff();
		case 'other-login':
			return m.invite_why_other_login();
		case 'already-active':
			return m.invite_why_active();
		case 'queued':
			return m.invite_why_queued();
		case 'too-soon':
			return moment === null ? m.invite_why_queued() : m.invite_why_too_soon({ moment });
		case 'too-many':
			return moment === null ? m.invite_why_accounts() : m.invite_why_too_many({ moment });
		case 'restored':
			return m.invite_why_restored();
	}
}

/** How many are not invited for a reason, as a part of a list: "3 without e-mail". */
export function refusalCount(reason: LeftReason, count: number): string {
	const shown = { count, shown: formats().number(count) };
	switch (reason) {
		case 'no-email':
			return m.invite_count_no_email(shown);
		case 'no-login':
			return m.invite_count_no_login(shown);
		case 'no-account':
			return m.invite_count_no_account(shown);
		case 'already-active':
			return m.invite_count_active(shown);
		case 'queued':
			return m.invite_count_queued(shown);
		case 'too-soon':
		case 'too-many':
			return m.invite_count_braked(shown);
		case 'archived':
			return m.invite_count_archived(shown);
		case 'staff-address':
			return m.invite_count_staff(shown);
		default:
			return m.invite_count_refused(shown);
	}
}

import { formats } from '$lib/i18n/format.ts';
import type { RefusalCode } from '$lib/protocol/refusals.ts';
import type { StatusLabel } from '$lib/replication/status.ts';
import * as m from '$messages';

/** How a status is told: words first, and a look that says no more than they do. */
export interface StatusWords {
	text: string;
	/** One or two short words, for a bar of icons. */
	short: string;
	/** A second line, or null. It may change as time goes by. */
	detail: string | null;
	/** What is read out when the status changes: nothing in it depends on the time of reading. */
	announcement: string;
	tone: 'good' | 'plain' | 'warn' | 'danger';
	icon: 'synced' | 'saved' | 'syncing' | 'waiting' | 'offline' | 'attention' | 'locked';
}

/**
 * The words for a label.
 * @param now ms since 1970
 */
export function statusWords(label: StatusLabel, now: number): StatusWords {
	const format = formats();
	const counted = (count: number) => ({ count, shown: format.number(count) });
	switch (label.kind) {
		case 'not-saved':
			return told(m.status_not_saved(), m.status_short_not_saved(), notSavedWords(label.reason), 'danger', 'attention');
		case 'not-received': {
			const detail = m.status_not_received_detail();
			return told(m.status_not_received(), m.status_not_received(), detail, 'danger', 'attention');
		}
		case 'removed':
			return told(m.status_removed(), m.status_short_removed(), m.status_removed_detail(), 'danger', 'locked');
		case 'signed-out':
			return told(m.status_signed_out(), m.status_short_signed_out(), keptWords(label.waiting), 'warn', 'locked');
		case 'outdated':
			return label.who === 'app'
				? told(m.status_outdated_app(), m.status_short_outdated(), m.status_outdated_app_detail(), 'warn', 'attention')
				: told(
						m.status_outdated_relay(),
						m.status_outdated_relay(),
						m.status_outdated_relay_detail(),
						'warn',
						'attention',
					);
		case 'set-aside': {
			const count = counted(label.count);
			return told(
				m.status_set_aside(count),
				m.status_short_set_aside(count),
				m.status_set_aside_detail(),
				'warn',
				'attention',
			);
		}
		case 'syncing': {
			const counts = { done: format.number(label.done), total: format.number(label.total) };
			const detail = label.total > 0 ? m.status_syncing_detail(counts) : null;
			return { ...steady(m.status_syncing()), detail, tone: 'plain', icon: 'syncing' };
		}
		case 'waiting': {
			const count = counted(label.count);
			const moment = format.moment(label.since, now);
			return label.offline
				? told(
						m.status_waiting(count),
						m.status_short_waiting(count),
						m.status_waiting_offline({ moment }),
						'plain',
						'offline',
					)
				: told(
						m.status_waiting(count),
						m.status_short_waiting(count),
						m.status_waiting_since({ moment }),
						'plain',
						'waiting',
					);
		}
		case 'synced':
			return { ...steady(m.status_synced()), detail: format.relative(label.at, now), tone: 'good', icon: 'synced' };
		case 'offline': {
			const { lastSynced } = label;
			const detail =
				lastSynced === null
					? m.status_offline_never()
					: m.status_offline_synced({ moment: format.moment(lastSynced, now) });
			return told(m.status_offline(), m.status_offline(), detail, 'plain', 'offline');
		}
		case 'saved':
			return told(m.status_saved(), m.status_short_saved(), m.status_saved_detail(), 'plain', 'saved');
	}
}

const NOT_SAVED: Readonly<Record<string, () => string>> = {
	quota: m.status_not_saved_quota,
	closed: m.status_not_saved_closed,
	corrupt: m.status_not_saved_corrupt,
};

/** What hinders saving, and what to do. */
function notSavedWords(reason: string): string {
	return (NOT_SAVED[reason] ?? m.status_not_saved_detail)();
}

/** What an ended session keeps on this device, in words. */
export function keptWords(waiting: number): string {
	if (waiting === 0) return m.status_signed_out_none();
	return m.status_signed_out_kept({ count: waiting, shown: formats().number(waiting) });
}

const REFUSALS: Readonly<Record<RefusalCode, () => string>> = {
	gap: m.status_refused_gap,
	clock: m.status_refused_clock,
	forbidden: m.status_refused_forbidden,
	malformed: m.status_refused_malformed,
	'too-large': m.status_refused_too_large,
	'foreign-client': m.status_refused_foreign_client,
	'unknown-event': m.status_refused_unknown_event,
};

/** Why the relay refused a change, in words. */
export function refusalWords(code: RefusalCode): string {
	return REFUSALS[code]();
}

function told(
	text: string,
	short: string,
	detail: string,
	tone: StatusWords['tone'],
	icon: StatusWords['icon'],
): StatusWords {
	return { text, short, detail, announcement: `${text}. ${detail}`, tone, icon };
}

/** Words beside which something changes as time goes by: that is not announced. */
function steady(text: string): Pick<StatusWords, 'text' | 'short' | 'announcement'> {
	return { text, short: text, announcement: text };
}

import { formats } from '$lib/i18n/format.ts';
import type { RefusalCode } from '$lib/protocol/refusals.ts';
import type { StatusLabel } from '$lib/replication/status.ts';
import * as m from '$messages';

/** How a status is told: words first, and a look that says no more than they do. */
export interface StatusWords {
	text: string;
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
			return told(m.status_not_saved(), m.status_not_saved_detail(), 'danger', 'attention');
		case 'removed':
			return told(m.status_removed(), m.status_removed_detail(), 'danger', 'locked');
		case 'signed-out':
			return told(m.status_signed_out(), keptWords(label.waiting), 'warn', 'locked');
		case 'outdated':
			return label.who === 'app'
				? told(m.status_outdated_app(), m.status_outdated_app_detail(), 'warn', 'attention')
				: told(m.status_outdated_relay(), m.status_outdated_relay_detail(), 'warn', 'attention');
		case 'set-aside':
			return told(m.status_set_aside(counted(label.count)), m.status_set_aside_detail(), 'warn', 'attention');
		case 'syncing': {
			const detail =
				label.total > 0
					? m.status_syncing_detail({ done: format.number(label.done), total: format.number(label.total) })
					: null;
			return { text: m.status_syncing(), detail, announcement: m.status_syncing(), tone: 'plain', icon: 'syncing' };
		}
		case 'waiting': {
			const moment = format.moment(label.since, now);
			return label.offline
				? told(m.status_waiting(counted(label.count)), m.status_waiting_offline({ moment }), 'plain', 'offline')
				: told(m.status_waiting(counted(label.count)), m.status_waiting_since({ moment }), 'plain', 'waiting');
		}
		case 'synced':
			return {
				text: m.status_synced(),
				detail: format.relative(label.at, now),
				announcement: m.status_synced(),
				tone: 'good',
				icon: 'synced',
			};
		case 'offline': {
			const detail =
				label.lastSynced === null
					? m.status_offline_never()
					: m.status_offline_synced({ moment: format.moment(label.lastSynced, now) });
			return told(m.status_offline(), detail, 'plain', 'offline');
		}
		case 'saved':
			return told(m.status_saved(), m.status_saved_detail(), 'plain', 'saved');
	}
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

function told(text: string, detail: string, tone: StatusWords['tone'], icon: StatusWords['icon']): StatusWords {
	return { text, detail, announcement: `${text}. ${detail}`, tone, icon };
}

import Ban from '@lucide/svelte/icons/ban';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleX from '@lucide/svelte/icons/circle-x';
import CloudUpload from '@lucide/svelte/icons/cloud-upload';
import History from '@lucide/svelte/icons/history';
import KeyRound from '@lucide/svelte/icons/key-round';
import MailCheck from '@lucide/svelte/icons/mail-check';
import MailX from '@lucide/svelte/icons/mail-x';
import Send from '@lucide/svelte/icons/send';
import TimerOff from '@lucide/svelte/icons/timer-off';
import type { Component } from 'svelte';
import type { AccessState } from '$lib/domain/invitation.ts';
import * as m from '$messages';

/** How a state of access is told: a word, and an icon in a colour that says no more than the word. */
export interface AccessLook {
	word: () => string;
	icon: Component<{ size?: number | string; class?: string; 'aria-hidden'?: 'true' }>;
	/** Of the icon: a class for its colour. */
	tone: string;
}

/** One look for each state, on every list and page. */
export const ACCESS_LOOKS: Readonly<Record<AccessState, AccessLook>> = {
	off: { word: m.access_off, icon: KeyRound, tone: 'text-muted' },
	'not-invited': { word: m.access_not_invited, icon: KeyRound, tone: 'text-muted' },
	queued: { word: m.access_queued, icon: CloudUpload, tone: 'text-warn' },
	accepted: { word: m.access_accepted, icon: Send, tone: 'text-accent' },
	sent: { word: m.access_sent, icon: MailCheck, tone: 'text-accent' },
	bounced: { word: m.access_bounced, icon: MailX, tone: 'text-danger' },
	activated: { word: m.access_activated, icon: CircleCheck, tone: 'text-good' },
	expired: { word: m.access_expired, icon: TimerOff, tone: 'text-warn' },
	replaced: { word: m.access_replaced, icon: History, tone: 'text-muted' },
	withdrawn: { word: m.access_withdrawn, icon: Ban, tone: 'text-muted' },
	refused: { word: m.access_refused, icon: CircleX, tone: 'text-danger' },
};

/** What somebody should look at first comes first. */
export const URGENCY: readonly AccessState[] = [
	'bounced',
	'refused',
	'expired',
	'queued',
	'not-invited',
	'withdrawn',
	'replaced',
	'accepted',
	'sent',
	'activated',
	'off',
];

/** What access has come to, as text: of several people or accounts, every state once. @param login somebody has LOGIN */
export function accessText(states: readonly AccessState[], login: boolean): string {
	if (states.length > 0)
		return byUrgency(states)
			.map((state) => ACCESS_LOOKS[state].word())
			.join(', ');
	return login ? m.record_login() : '';
}

/** Some states, the one that needs somebody first. */
export function byUrgency(states: readonly AccessState[]): AccessState[] {
	return URGENCY.filter((state) => states.includes(state));
}

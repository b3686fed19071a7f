import type { InvitationState, Withdrawal } from '$lib/domain/invitation.ts';
import { formats } from '$lib/i18n/format.ts';
import type { AccessLine, InvitationLine } from '$lib/queries/rows.ts';
import * as m from '$messages';
import { ACCESS_LOOKS } from './access-looks.ts';
import { refusalReason } from './refusal-words.ts';

/**
 * What a contact's access has come to, in the sentences that stand below its word.
 * @param asked the request that the state speaks of, where there is one
 * @param connected whether the relay is within reach: what is queued leaves at once, or when it is back
 */
export function accessSentences(
	line: AccessLine,
	asked: InvitationLine | undefined,
	{ now, who, connected }: { now: number; who: string; connected: boolean },
): string[] {
	const when = (ms: number | null) => (ms === null ? '' : formats().moment(ms, now));
	const since = when(line.since);
	const sentences: string[] = [];
	switch (line.state) {
		case 'off':
			break;
		case 'not-invited':
			sentences.push(m.access_text_not_invited());
			break;
		case 'queued':
			sentences.push(connected ? m.access_text_queued_leaving() : m.access_text_queued());
			break;
		case 'accepted':
			sentences.push(m.access_text_accepted({ moment: since }));
			break;
		case 'sent':
			sentences.push(m.access_text_sent({ moment: since, until: when(line.expiresAt) }));
			break;
		case 'bounced':
			sentences.push(m.access_text_bounced({ moment: since, reply: line.reply }));
			break;
		case 'activated':
			sentences.push(m.access_text_activated({ moment: since }));
			if (line.lastSignIn !== undefined) sentences.push(m.access_text_signed_in({ moment: when(line.lastSignIn) }));
			break;
		case 'expired':
			sentences.push(m.access_text_expired({ moment: since }));
			break;
		case 'replaced':
			sentences.push(m.access_text_since({ moment: since }));
			break;
		case 'withdrawn':
			sentences.push(withdrawnWords(asked?.withdrawal ?? null, since));
			break;
		case 'refused':
			break;
	}
	if (line.refusal !== null) {
		const reason = refusalReason(line.refusal.reason, line.refusal.until, now);
		sentences.push(line.state === 'refused' ? `${reason}.` : m.access_text_refused({ reason }));
	}
	if (asked !== undefined) sentences.push(m.access_text_asked({ moment: when(asked.askedAt), who, email: asked.email }));
	if (line.mails > 1) sentences.push(m.access_text_mails({ count: line.mails, shown: formats().number(line.mails) }));
	return sentences;
}

/** The word for what one request has come to, in a history of requests. */
export function requestWord(state: InvitationState): string {
	if (state === 'cancelled') return m.access_cancelled();
	if (state === 'duplicate') return m.access_duplicate();
	return ACCESS_LOOKS[state].word();
}

function withdrawnWords(why: Withdrawal | null, moment: string): string {
	switch (why) {
		case 'login-off':
			return m.access_withdrawn_login({ moment });
		case 'unlinked':
			return m.access_withdrawn_unlinked({ moment });
		case 'archived':
			return m.access_withdrawn_archived({ moment });
		case 'email-changed':
			return m.access_withdrawn_email({ moment });
		case 'cancelled':
			return m.access_withdrawn_cancelled({ moment });
		default:
			return m.access_text_since({ moment });
	}
}

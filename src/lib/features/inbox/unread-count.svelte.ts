import type { Carnet } from '$lib/app/carnet.ts';
import { isRead, type InboxMark, type InboxRead } from '$lib/domain/inbox.ts';
import { formats } from '$lib/i18n/format.ts';
import { whenIdle } from '$lib/platform/when-idle.ts';

/** So many of the latest entries are looked at: who has more than this unread needs no exact number. */
const LOOKED_AT = 300;
/** From here on the number says no more. */
const MOST_SHOWN = 99;

/**
 * How many entries of the Inbox this person has not read, for as long as the component that calls this is on screen. It waits until the page is
 * painted, and reads no records.
 */
export function followUnread({ queries, personal }: Pick<Carnet, 'queries' | 'personal'>): { readonly current: number } {
	let marks = $state.raw<readonly InboxMark[]>([]);
	let read = $state.raw<InboxRead | null>(null);
	$effect(() => {
		let stops: (() => void)[] = [];
		let gone = false;
		void whenIdle(window).then(() => {
			if (gone) return;
			stops = [
				queries.inboxMarks(LOOKED_AT)((answer) => {
					marks = answer;
				}),
				personal.live(({ inboxRead }) => {
					read = inboxRead;
				}),
			];
		});
		return () => {
			gone = true;
			for (const stop of stops) stop();
		};
	});
	return {
		// Before it is known what was read, nothing is claimed to be unread.
		get current() {
			const known = read;
			return known === null ? 0 : marks.filter((mark) => !isRead(known, mark)).length;
		},
	};
}

/** The number as a badge shows it. */
export function unreadBadge(count: number): string {
	return count > MOST_SHOWN ? `${formats().number(MOST_SHOWN)}+` : formats().number(count);
}

import { untrack } from 'svelte';
import { getCarnet } from '$lib/app/session-context.ts';
import { getUndo } from '$lib/app/undo.svelte.ts';
import type { Link, LinkSwitches } from '$lib/domain/link.ts';
import { getInvites } from '$lib/features/invitations/invite-requests.svelte.ts';
import { fieldWord } from '$lib/features/record-words/field-words.ts';
import { linkField } from '$lib/domain/link.ts';
import * as m from '$messages';
import type { AccountRow, ContactRow } from '$lib/queries/rows.ts';
import { nameOf } from './account-actions.ts';
import { LinkSwitchState } from './link-switch-state.svelte.ts';

/**
 * The switches of one link, for as long as the component that calls this is on screen. What is turned can be undone; LOGIN on offers an invitation.
 */
export function createLinkSwitches(
	read: () => { account: AccountRow; contact: ContactRow; link: Link },
): LinkSwitchState {
	const { commands } = getCarnet();
	const undo = getUndo();
	const invites = getInvites();
	const switches = new LinkSwitchState(async (wanted) => {
		const { account, contact } = read();
		const result = await commands.setSwitches(account.id, contact.id, wanted);
		if (result.ok) undo.offer([result.group], turnedWords(wanted, account, contact));
		if (result.ok && wanted.login === true)
			invites.open({ of: 'account', account: account.id, only: [contact.id], offered: true });
		return result;
	});
	$effect.pre(() => {
		const { link } = read();
		untrack(() => switches.follow(link));
	});
	return switches;
}

function turnedWords(wanted: Partial<LinkSwitches>, account: AccountRow, contact: ContactRow): string {
	const [part, on] = (Object.entries(wanted) as [keyof LinkSwitches, boolean][])[0] ?? ['login', false];
	const words = {
		which: fieldWord(linkField(contact.id, part)),
		name: contact.name || m.accounts_unnamed(),
		account: nameOf(account),
	};
	return on ? m.accounts_turned_on(words) : m.accounts_turned_off(words);
}

import type { Commands } from './command-input.ts';
import type { CommandDeps } from './commit.ts';
import { createAccount } from './create-account.ts';
import { addContact, linkContact, setSwitches, unlinkContact } from './edit-links.ts';
import { editAccount, editContact } from './edit-records.ts';
import { fillWithSamples } from './fill-with-samples.ts';
import { createContact } from './new-records.ts';
import { discardSetAside, restoreValue, retrySetAside } from './restore-values.ts';

/** Every command, over what commands stand on. */
export function createCommands(deps: CommandDeps): Commands {
	const coming = {} as Omit<Commands, 'createAccount'>;
	return {
		...coming,
		createAccount: (input) => createAccount(deps, input),
		createContact: (input) => createContact(deps, input),
		editAccount: (id, changes) => editAccount(deps, id, changes),
		editContact: (id, changes) => editContact(deps, id, changes),
		linkContact: (account, contact, switches) => linkContact(deps, account, contact, switches),
		addContact: (account, contact, switches) => addContact(deps, account, contact, switches),
		unlinkContact: (account, contact) => unlinkContact(deps, account, contact),
		setSwitches: (account, contact, switches) => setSwitches(deps, account, contact, switches),
		restoreValue: (document, field, value) => restoreValue(deps, document, field, value),
		retrySetAside: (group) => retrySetAside(deps, group),
		discardSetAside: (group) => discardSetAside(deps, group),
		fillWithSamples: (progress) => fillWithSamples(deps, progress),
	};
}

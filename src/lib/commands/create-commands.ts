import { archiveAccounts, archiveContacts, deleteAccounts, restoreAccounts, restoreContacts, undeleteAccounts } from './archive-records.ts';
import { bulk } from './bulk.ts';
import type { Commands } from './command-input.ts';
import type { CommandDeps } from './commit.ts';
import { createAccount } from './create-account.ts';
import { archiveField, createField, editField, editFirm, orderFields } from './edit-firm.ts';
import { applyTemplate, editFolders } from './edit-folders.ts';
import { addContact, linkContact, setSwitches, unlinkContact } from './edit-links.ts';
import { editAccount, editContact } from './edit-records.ts';
import {
	createTemplate,
	deleteTemplate,
	duplicateTemplate,
	editTemplate,
	editTemplateFolders,
	setDefaultTemplate,
} from './edit-templates.ts';
import { createTag, deleteTag, editTag, mergeTags, removeSharedFilter, saveSharedFilter } from './edit-vocabulary.ts';
import { eraseRecords, keepAfterAll } from './erase-records.ts';
import { fillWithSamples } from './fill-with-samples.ts';
import { cancelInvitation, editInvitation, requestInvitations } from './invitations.ts';
import { prepareImport, rememberColumns, runImport } from './import-records.ts';
import { keepApart, mergeAccounts, mergeContacts, partRecord } from './merge-records.ts';
import { createContact } from './new-records.ts';
import { discardSetAside, restoreValue, retrySetAside } from './restore-values.ts';
import { keepSignUp, refuseSignUp } from './review-sign-ups.ts';
import { undoImport } from './undo-import.ts';
import { undo } from './undo.ts';

/** Every command, over what commands stand on. */
export function createCommands(deps: CommandDeps): Commands {
	return {
		createAccount: (input) => createAccount(deps, input),
		createContact: (input) => createContact(deps, input),
		editAccount: (id, changes) => editAccount(deps, id, changes),
		editContact: (id, changes) => editContact(deps, id, changes),
		linkContact: (account, contact, switches) => linkContact(deps, account, contact, switches),
		addContact: (account, contact, switches) => addContact(deps, account, contact, switches),
		unlinkContact: (account, contact) => unlinkContact(deps, account, contact),
		setSwitches: (account, contact, switches) => setSwitches(deps, account, contact, switches),
		archiveAccounts: (ids) => archiveAccounts(deps, ids),
		restoreAccounts: (ids) => restoreAccounts(deps, ids),
		deleteAccounts: (ids) => deleteAccounts(deps, ids),
		undeleteAccounts: (ids) => undeleteAccounts(deps, ids),
		eraseRecords: (records) => eraseRecords(deps, records),
		keepAfterAll: (document) => keepAfterAll(deps, document),
		archiveContacts: (ids) => archiveContacts(deps, ids),
		restoreContacts: (ids) => restoreContacts(deps, ids),
		bulk: (target, change, progress, cancelled) => bulk(deps, target, change, progress, cancelled),
		mergeContacts: (keep, lose, choices) => mergeContacts(deps, keep, lose, choices),
		mergeAccounts: (keep, lose, choices) => mergeAccounts(deps, keep, lose, choices),
		partRecord: (record, kind) => partRecord(deps, record, kind),
		keepApart: (one, other, kind) => keepApart(deps, one, other, kind),
		createTag: (tag) => createTag(deps, tag),
		editTag: (id, changes) => editTag(deps, id, changes),
		mergeTags: (from, into) => mergeTags(deps, from, into),
		deleteTag: (id) => deleteTag(deps, id),
		saveSharedFilter: (filter) => saveSharedFilter(deps, filter),
		removeSharedFilter: (id) => removeSharedFilter(deps, id),
		editFirm: (changes) => editFirm(deps, changes),
		createField: (field) => createField(deps, field),
		editField: (id, changes) => editField(deps, id, changes),
		archiveField: (id, archived) => archiveField(deps, id, archived),
		orderFields: (ids) => orderFields(deps, ids),
		createTemplate: (template) => createTemplate(deps, template),
		editTemplate: (id, changes) => editTemplate(deps, id, changes),
		editTemplateFolders: (id, ops) => editTemplateFolders(deps, id, ops),
		duplicateTemplate: (id, name) => duplicateTemplate(deps, id, name),
		deleteTemplate: (id) => deleteTemplate(deps, id),
		setDefaultTemplate: (id) => setDefaultTemplate(deps, id),
		editFolders: (account, ops) => editFolders(deps, account, ops),
		applyTemplate: (account, template) => applyTemplate(deps, account, template),
		keepSignUp: (id) => keepSignUp(deps, id),
		refuseSignUp: (id) => refuseSignUp(deps, id),
		requestInvitations: (people, message, progress) => requestInvitations(deps, people, message, progress),
		editInvitation: (request, message) => editInvitation(deps, request, message),
		cancelInvitation: (request) => cancelInvitation(deps, request),
		prepareImport: (what, work) => prepareImport(deps, what, work),
		runImport: (id, work) => runImport(deps, id, work),
		undoImport: (id, work) => undoImport(deps, id, work),
		rememberColumns: (columns) => rememberColumns(deps, columns),
		undo: (groups, progress, cancelled) => undo(deps, groups, progress, cancelled),
		restoreValue: (document, field, value, along) => restoreValue(deps, document, field, value, along),
		retrySetAside: (group) => retrySetAside(deps, group),
		discardSetAside: (group) => discardSetAside(deps, group),
		fillWithSamples: (progress) => fillWithSamples(deps, progress),
	};
}

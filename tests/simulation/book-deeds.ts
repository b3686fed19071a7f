import { createCommands } from '../../src/lib/commands/create-commands.ts';
import type { BulkChange, CommandResult, MergeChoices } from '../../src/lib/commands/command-input.ts';
import type { DocumentName } from '../../src/lib/domain/document-name.ts';
import type { FieldId, FolderId, GroupId, TagId, TemplateId } from '../../src/lib/domain/ids.ts';
import type { FolderOp } from '../../src/lib/domain/folder-ops.ts';
import { buildTree, flattenTree } from '../../src/lib/domain/folder-tree.ts';
import { readFolders } from '../../src/lib/documents/folder-reading.ts';
import { readStoredRegisters } from '../../src/lib/documents/registers.ts';
import type { AccountRow, CommandRow, ContactRow, DocumentRow, ErasedRow, FirmRow } from '../../src/lib/storage/rows.ts';
import type { Auditor } from './auditor.ts';
import type { Device, Tab } from './device.ts';
import { importFile, resumeImport, undoImport } from './import-deeds.ts';
import type { Random } from './random.ts';

/** What people do with tags, folders, settings, the archive and many records at once; and how often. */
export const BOOK_DEEDS = {
	createTag: 4,
	editTag: 3,
	mergeTags: 4,
	deleteTag: 1,
	tagRecords: 8,
	createField: 2,
	fillField: 5,
	editField: 2,
	createTemplate: 2,
	editFolders: 10,
	applyTemplate: 3,
	archive: 3,
	deleteAccount: 5,
	undelete: 2,
	bulk: 5,
	bulkContacts: 2,
	unlinkAll: 3,
	undo: 10,
	mergeAccounts: 7,
	mergeContacts: 7,
	partRecord: 3,
	keepApart: 1,
	importFile: 3,
	resumeImport: 3,
	undoImport: 3,
};

/** What people do to be rid of records for good, where they do; and how often. */
export const ERASE_DEEDS = { erase: 4, archiveContact: 2, keepAfterAll: 1 };

type Result = Promise<CommandResult<unknown> | void>;

/** What one deed is done with: a tab, the few records that everybody works on, texts that are written once. */
export interface DeedPlace {
	device: Device;
	tab: Tab;
	random: Random;
	accounts: AccountRow[];
	contacts: ContactRow[];
	/** A text that must be on the disk once the deed is done… */
	words(): string;
	/** …and one that the book may have reasons not to take. */
	text(): string;
}

export function bookDeed(deed: keyof typeof BOOK_DEEDS | keyof typeof ERASE_DEEDS, place: DeedPlace, auditor: Auditor): Result | undefined {
	const { device, tab, random, words } = place;
	const commands = createCommands(tab.deps);
	const uuid = () => tab.deps.platform.uuid();
	const account = random.pick(place.accounts);
	const contact = random.pick(place.contacts);
	const { tags, fields, templates } = firmOf(device);
	const [tag, other] = [random.pick(tags), random.pick(tags)];
	if (account === undefined || contact === undefined) return undefined;
	switch (deed) {
		case 'createTag':
			// Few names, so that parted devices make one tag twice.
			return commands.createTag({
				name: random.chance(0.6) ? `Tag ${random.below(4)}` : words(),
				color: 'teal',
				kind: random.chance(0.7) ? 'account' : 'contact',
			});
		case 'editTag':
			return tag && commands.editTag(tag, random.chance(0.5) ? { name: `tag ${random.below(4)}` } : { color: random.pick(['red', 'blue']) });
		case 'mergeTags':
			return tag && other && commands.mergeTags(tag, other);
		case 'deleteTag':
			return tag && commands.deleteTag(tag);
		case 'tagRecords': {
			const change = { tags: { add: tag === undefined ? [] : [tag], remove: other === undefined || other === tag ? [] : [other] } };
			return random.chance(0.7) ? commands.editAccount(account.id, change) : commands.editContact(contact.id, change);
		}
		case 'createField':
			return commands.createField({ kind: 'account', label: words(), type: random.pick(['text', 'number']) ?? 'text' });
		case 'fillField': {
			const field = random.pick(fields);
			return field && commands.editAccount(account.id, { custom: { [field]: random.chance(0.5) ? words() : random.below(9) } });
		}
		case 'editField': {
			const field = random.pick(fields);
			return field && commands.editField(field, random.chance(0.5) ? { type: 'text' } : { label: words() });
		}
		case 'createTemplate':
			return commands.createTemplate({ name: words(), like: random.pick(templates) });
		case 'editFolders':
			return commands.editFolders(account.id, [folderOp(device, account, random, uuid() as FolderId)]);
		case 'applyTemplate': {
			const template = random.pick(templates);
			return template && commands.applyTemplate(account.id, template);
		}
		case 'archive':
			return account.status === 'archived' ? commands.restoreAccounts([account.id]) : commands.archiveAccounts([account.id]);
		case 'deleteAccount': {
			const archived = random.pick(place.accounts.filter((row) => row.status === 'archived'));
			return archived && commands.deleteAccounts([archived.id]);
		}
		case 'undelete': {
			const deleted = random.pick(device.disk.rows<AccountRow>('accounts').filter((row) => row.deletedAt !== null));
			return deleted && commands.undeleteAccounts([deleted.id]);
		}
		case 'bulk':
			return commands.bulk({ kind: 'account', ids: place.accounts.map(({ id }) => id) }, accountChange(random, uuid() as TagId, tags)).then(() => undefined);
		case 'bulkContacts': {
			const change = random.chance(0.4) ? { archived: random.chance(0.4) } : tagChange(random, uuid() as TagId, tags);
			return commands.bulk({ kind: 'contact', ids: place.contacts.map(({ id }) => id) }, change).then(() => undefined);
		}
		case 'importFile':
			return importFile(place, auditor);
		case 'resumeImport':
			return resumeImport(place);
		case 'undoImport':
			return undoImport(place);
		case 'unlinkAll':
			return commands.unlinkContact(account.id, random.pick(account.contactIds) ?? contact.id);
		case 'mergeAccounts':
			return commands.mergeAccounts(account.id, random.pick(place.accounts)?.id ?? account.id, choices(random));
		case 'mergeContacts':
			return commands.mergeContacts(contact.id, random.pick(place.contacts)?.id ?? contact.id, choices(random));
		case 'partRecord': {
			const kind = random.chance(0.5) ? 'account' : 'contact';
			const rows = device.disk.rows<AccountRow | ContactRow>(`${kind}s`);
			const merged = random.pick(rows.filter((row) => row.mergedInto !== undefined));
			return merged && commands.partRecord(merged.id, kind);
		}
		case 'keepApart':
			return commands.keepApart(account.id, random.pick(place.accounts)?.id ?? account.id, 'account');
		case 'keepAfterAll': {
			const asked = random.pick(device.disk.rows<ErasedRow>('erased').filter(({ state }) => state === 'asked'));
			return asked && commands.keepAfterAll(asked.name as DocumentName);
		}
		case 'archiveContact':
			return commands.archiveContacts([contact.id]);
		case 'erase': {
			const gone = random.pick(device.disk.rows<AccountRow>('accounts').filter((row) => row.deletedAt !== null));
			const free = device.disk.rows<ContactRow>('contacts').filter((row) => row.accounts.length === 0 && row.mergedInto === undefined);
			if (random.chance(0.3)) {
				const archived = random.pick(free.filter((row) => row.status === 'archived'));
				return archived && commands.eraseRecords({ accounts: [], contacts: [archived.id] });
			}
			const along = gone === undefined || random.chance(0.5) ? [] : free.filter(({ id }) => gone.contactIds.includes(id));
			return gone && commands.eraseRecords({ accounts: [gone.id], contacts: along.map(({ id }) => id) });
		}
		case 'undo': {
			const done = device.disk.rows<CommandRow>('commands').map(({ group }) => group as GroupId);
			const group = random.pick(random.chance(0.7) ? done.slice(-3) : done);
			return group && commands.undo([group]);
		}
	}
}

/** What people do to many accounts at once. */
function accountChange(random: Random, id: TagId, tags: readonly TagId[]): BulkChange {
	switch (random.below(5)) {
		case 0:
			return { switches: { notify: random.chance(0.5) } };
		case 1:
			return { type: random.chance(0.5) ? 'company' : 'individual' };
		case 2:
			return { archived: random.chance(0.5) };
		case 3:
			return { deleted: random.chance(0.3) };
		default:
			return tagChange(random, id, tags);
	}
}

function tagChange(random: Random, id: TagId, tags: readonly TagId[]): BulkChange {
	if (random.chance(0.5)) return { newTags: [{ id, name: `Tag ${random.below(4)}`, color: 'pink' }] };
	const [add, remove] = [random.pick(tags), random.pick(tags)];
	return { tags: { add: add === undefined ? [] : [add], remove: remove === undefined || remove === add ? [] : [remove] } };
}

function choices(random: Random): MergeChoices {
	const side = () => (random.chance(0.5) ? ('keep' as const) : ('lose' as const));
	return random.chance(0.5) ? {} : { companyName: side(), name: side(), lastName: side() };
}

/** Parted devices move folders into each other, remove what others fill, and give several folders one name. */
function folderOp(device: Device, account: AccountRow, random: Random, id: FolderId): FolderOp {
	const document = device.disk.rows<DocumentRow>('documents').find(({ name }) => name === `account:${account.id}`);
	const stored = document === undefined ? new Map() : readFolders(readStoredRegisters(document.state));
	const folders = flattenTree(buildTree(stored, 'fr').tree).map((folder) => folder.id);
	const one = random.pick(folders) ?? id;
	const other = random.chance(0.3) ? null : (random.pick(folders) ?? null);
	const name = `Dossier ${random.below(5)}`;
	switch (random.below(6)) {
		case 0:
		case 1:
			return { op: 'add', id, name, parent: other };
		case 2:
			return { op: 'rename', id: one, name };
		case 3:
			return { op: 'move', id: one, parent: other, before: null };
		case 4:
			return { op: 'remove', id: one };
		default:
			return { op: 'clientUploads', id: one };
	}
}

/** The ids of what the firm has, deleted and merged ones too: people may still have them on screen. */
function firmOf(device: Device): { tags: TagId[]; fields: FieldId[]; templates: TemplateId[] } {
	const rows = device.disk.rows<FirmRow>('firm');
	const found = { tags: [] as TagId[], fields: [] as FieldId[], templates: [] as TemplateId[] };
	for (const row of rows) {
		if (row.key === 'vocabulary') found.tags = row.tags.map(({ id }) => id);
		else {
			found.fields = row.firm.fields.map(({ id }) => id);
			found.templates = row.firm.templates.map(({ id }) => id);
		}
	}
	return found;
}

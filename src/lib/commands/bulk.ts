import { accountDocument, contactDocument, type DocumentName } from '../domain/document-name.ts';
import type { FieldValue } from '../domain/field-value.ts';
import { folderField, type FolderTemplate } from '../domain/folder.ts';
import { missingFolders } from '../domain/folder-ops.ts';
import type { Locale } from '../domain/staff.ts';
import { readFolders } from '../documents/folder-reading.ts';
import { seenStamps } from '../documents/record-reading.ts';
import type { AccountId, ContactId } from '../domain/ids.ts';
import { MAX_GROUP_ENTRIES } from '../protocol/limits.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { AccountRow, ContactRow } from '../storage/rows.ts';
import type { BulkChange, BulkResult, BulkTarget } from './command-input.ts';
import { commitAll, unlessStopped, type CommandDeps, type Draft } from './commit.ts';
import { withoutCompany } from './edit-records.ts';
import { keptLinks, switchValues } from './edit-links.ts';
import { LabelPlan } from './label-plan.ts';
import { readAhead } from './read-ahead.ts';
import { readFirm } from './read-firm.ts';
import { refuse } from './refusals.ts';

/** Records of one group: few enough that nobody waits for it, and that undoing goes in the same steps. */
const RECORDS_AT_ONCE = 100;
/** Groups of one transaction: while the disk takes in one of them, the next is planned. No more, since whoever saves something meanwhile waits for it. */
export const GROUPS_AT_ONCE = 3;

/** Leaves room for the tags that the first group makes. */
const MOST_ENTRIES = MAX_GROUP_ENTRIES - 64;

/**
 * Does the same to any number of records, in groups. A record that refuses is left out and named.
 * @throws StorageFailed; groups that were saved before stay
 */
export async function bulk(
	deps: CommandDeps,
	target: BulkTarget,
	change: BulkChange,
	progress: (done: number, total: number) => void = () => undefined,
	cancelled: () => boolean = () => false,
): Promise<BulkResult> {
	// By id: records that were made together are together on the disk, so a group of them is read in one go, and rewrites few chunks of the search pack.
	const ids = [...new Set<AccountId | ContactId>(target.ids)].sort();
	const result: BulkResult = { groups: [], done: 0, refused: [] };
	for (let from = 0; from < ids.length && !cancelled(); ) {
		const some = ids.slice(from, from + RECORDS_AT_ONCE * GROUPS_AT_ONCE);
		let place = 0;
		const next = async (draft: Draft) => {
			const planned = await planGroup(deps, draft, target.kind, some.slice(place, place + RECORDS_AT_ONCE), change);
			if (planned.ok) place += planned.value.looked;
			return planned;
		};
		const groups = new Array<typeof next>(Math.ceil(some.length / RECORDS_AT_ONCE)).fill(next);
		const ahead = (tx: BookTransaction) => readAhead(tx, some.map((id) => documentOf(target.kind, id)));
		const written = await unlessStopped(commitAll(deps, 'edited', groups, cancelled, ahead));
		if (written === null) return result;
		for (const group of written) {
			if (!group.ok) {
				// What no record can have (an unknown tag) refuses the whole.
				const problem = group.problems[0]?.problem ?? 'record-unknown';
				result.refused.push(...ids.slice(from).map((id) => ({ id, problem })));
				return result;
			}
			from += group.value.looked;
			result.done += group.value.looked - group.value.refused.length;
			result.refused.push(...group.value.refused);
			if (group.group !== null) result.groups.push(group.group);
		}
		progress(from, ids.length);
	}
	return result;
}

/** Plans as many records as fit one group; answers how many it looked at. */
async function planGroup(deps: CommandDeps, draft: Draft, kind: BulkTarget['kind'], ids: readonly (AccountId | ContactId)[], change: BulkChange) {
	const labels = await LabelPlan.open(deps, draft);
	const rows = kind === 'account' ? await draft.tx.accounts.getMany(ids as AccountId[]) : await draft.tx.contacts.getMany(ids as ContactId[]);
	const firm = change.template === undefined ? null : await readFirm(deps, draft.tx);
	const template = firm?.templates.find(({ id }) => id === change.template);
	if (firm !== null && template === undefined) return refuse('template-unknown', 'template');
	const emails = change.switches === undefined ? new Map<ContactId, string>() : await readEmails(draft, rows);
	const refused: BulkResult['refused'] = [];
	let looked = 0;
	let entries = 0;
	for (const [i, id] of ids.entries()) {
		const row = rows[i];
		let planned = row === undefined ? 'record-unknown' : planRecord(kind, row, change, labels, emails);
		// Awaited only where the disk is asked: after a hundred awaits in a row that are not its own, Dexie loses the transaction.
		if (row !== undefined && 'links' in row && typeof planned !== 'string' && (change.deleted === true || template !== undefined))
			planned = await withDocument(draft, row, change, template, firm?.language ?? 'fr', planned);
		if (typeof planned !== 'string' && looked > 0 && entries + sizeOf(planned) > MOST_ENTRIES) break;
		looked++;
		if (typeof planned === 'string') refused.push({ id, problem: planned });
		else {
			entries += sizeOf(planned);
			draft.change(documentOf(kind, id), planned);
		}
	}
	if (labels.problems.length > 0) return { ok: false as const, problems: labels.problems };
	labels.make(draft);
	return { ok: true as const, value: { looked, refused } };
}

function planRecord(
	kind: BulkTarget['kind'],
	row: AccountRow | ContactRow,
	change: BulkChange,
	labels: LabelPlan,
	emails: ReadonlyMap<ContactId, string>,
): Record<string, FieldValue> | BulkResult['refused'][number]['problem'] {
	if ('mergedInto' in row || (row.status === 'deleted') !== (change.deleted === false)) return 'record-unknown';
	const own: Record<string, FieldValue> = labels.values(kind, { tags: change.tags, newTags: change.newTags }, row, '', false);
	if (change.archived !== undefined && change.archived !== (row.status === 'archived')) own.archived = change.archived;
	if ('links' in row && change.type !== undefined && change.type !== row.type) {
		if (change.type === 'company' && row.companyName === '') return 'required';
		Object.assign(own, { type: change.type }, change.type === 'individual' ? withoutCompany(row) : {});
	}
	if (change.deleted === false) Object.assign(own, { deleted: false, deletedSeen: null });
	if (change.switches === undefined || !('links' in row)) return own;
	const { login, notify, sync } = change.switches;
	if (login === true && (change.archived ?? row.status === 'archived')) return 'account-archived';
	let able = false;
	for (const { contact } of row.links) {
		const reachable = emails.get(contact) !== '';
		const wanted = { login: login === true && !reachable ? undefined : login, notify: notify === true && !reachable ? undefined : notify, sync };
		const values = switchValues(contact, wanted);
		if (Object.keys(values).length > 0) able = true;
		Object.assign(own, values);
	}
	return able ? { ...own, ...keptLinks(row) } : 'email-needed';
}

/** What depends on more than a record's row: its deletion says what was seen, a template adds what is missing. */
async function withDocument(
	draft: Draft,
	row: AccountRow,
	change: BulkChange,
	template: FolderTemplate | undefined,
	language: Locale,
	planned: Record<string, FieldValue>,
): Promise<ReturnType<typeof planRecord>> {
	const fields = await draft.fields(accountDocument(row.id));
	if (change.deleted === true) {
		if (row.status !== 'archived') return 'not-archived';
		return { ...planned, deleted: true, deletedSeen: seenStamps(fields) };
	}
	const { added, changes } = missingFolders(readFolders(fields), template?.folders ?? [], language);
	return added.length === 0 ? planned : { ...planned, ...Object.fromEntries([...changes].map(([id, folder]) => [folderField(id), folder])) };
}

async function readEmails(draft: Draft, rows: readonly (AccountRow | ContactRow | undefined)[]): Promise<Map<ContactId, string>> {
	const people = [...new Set(rows.flatMap((row) => (row !== undefined && 'contactIds' in row ? row.contactIds : [])))];
	const contacts = await draft.tx.contacts.getMany(people);
	return new Map(people.map((id, i) => [id, contacts[i]?.email ?? '']));
}

/** An update, and an event for each field. */
function sizeOf(values: Readonly<Record<string, FieldValue>>): number {
	const fields = Object.keys(values).length;
	return fields === 0 ? 0 : fields + 1;
}

function documentOf(kind: BulkTarget['kind'], id: AccountId | ContactId): DocumentName {
	return kind === 'account' ? accountDocument(id as AccountId) : contactDocument(id as ContactId);
}

import { accountDocument, contactDocument, type DocumentName } from '../../src/lib/domain/document-name.ts';
import type { ImportedUnit } from '../../src/lib/domain/imported.ts';
import { isMergeMark } from '../../src/lib/domain/merge.ts';
import type { ImportRow } from '../../src/lib/storage/import-rows.ts';
import type { AccountRow, ContactRow, EventRow } from '../../src/lib/storage/rows.ts';
import type { Auditor, Change } from './auditor.ts';
import type { Device } from './device.ts';
import type { ImportedFile } from './import-deeds.ts';

/**
 * Oracle 5: what an import says that it wrote is there, each record made once, and as long as nobody deleted or merged it; and what was taken back
 * is gone or as before, but for what somebody changed since, which is named.
 */
export function checkImports(auditor: Auditor): void {
	const changes = new Map<string, Change[]>();
	for (const change of auditor.imports.length === 0 ? [] : auditor.changes) changes.set(change.document, [...(changes.get(change.document) ?? []), change]);
	for (const made of auditor.imports) {
		// What was erased says nothing any more of what was imported.
		if (made.units.flatMap(newDocuments).some((document) => auditor.erased.has(document))) continue;
		const row = made.device.disk.rows<ImportRow>('imports').find(({ file }) => file === made.file);
		const check = new ImportCheck(auditor, made, row, changes);
		check.counts();
		if (row?.state === 'done') check.whole(row);
		if (row?.state === 'undone') check.takenBack(row);
	}
}

class ImportCheck {
	readonly #auditor: Auditor;
	readonly #device: Device;
	readonly #units: readonly ImportedUnit[];
	readonly #row: ImportRow | undefined;
	readonly #changes: ReadonlyMap<string, readonly Change[]>;
	readonly #what: string;
	/** How often each record of the file came to be. */
	readonly #created = new Map<DocumentName, number>();

	constructor(auditor: Auditor, { device, file, units }: ImportedFile, row: ImportRow | undefined, changes: ReadonlyMap<string, readonly Change[]>) {
		this.#auditor = auditor;
		this.#device = device;
		this.#units = units;
		this.#row = row;
		this.#changes = changes;
		this.#what = `${device.name}'s import of ${file} (${row?.state ?? 'forgotten'})`;
		const fresh = new Set(units.flatMap(newDocuments));
		for (const { event } of device.disk.rows<EventRow>('events')) {
			if (event.type !== 'record.created' || !fresh.has(event.document)) continue;
			this.#created.set(event.document, (this.#created.get(event.document) ?? 0) + 1);
		}
	}

	/** Each record was made once at most, and the counts say how many were. */
	counts(): void {
		for (const [document, times] of this.#created) if (times > 1) this.#complain(`made ${document} ${times} times`);
		const made = (kind: string) => [...this.#created.keys()].filter((name) => name.startsWith(kind)).length;
		const { newAccounts = 0, newContacts = 0 } = this.#row ?? {};
		if (made('account') !== newAccounts || made('contact') !== newContacts)
			this.#complain(`says that it made ${newAccounts} accounts and ${newContacts} contacts, and made ${made('account')} and ${made('contact')}`);
	}

	/** Every row of the file was written or is named, and what was written is there unless somebody deleted or merged it. */
	whole({ refused }: ImportRow): void {
		const left = new Set(refused.flatMap(({ lines }) => lines));
		for (const unit of this.#units) {
			const isLeft = unit.lines.some((line) => left.has(line));
			for (const document of newDocuments(unit)) {
				if (!isLeft && !this.#created.has(document)) this.#complain(`did not make ${document}`);
				if (this.#created.has(document) && !this.#isShown(document)) this.#complain(`made ${document}, which nobody deleted or merged, and it is not there`);
			}
		}
	}

	takenBack({ id, kept }: ImportRow): void {
		for (const document of this.#created.keys()) {
			if (kept.includes(document)) {
				if (!this.#hasForeign(document, id)) this.#complain(`kept ${document}, where nobody else wrote`);
			} else if (!this.#of(document).some(isDeletion)) this.#complain(`did not delete ${document}`);
		}
		for (const change of [...this.#changes.values()].flat()) {
			if (change.import !== id || this.#auditor.erased.has(change.document) || this.#created.has(change.document) || kept.includes(change.document)) continue;
			// Here, or where somebody else took the import back, or something of a record that is one with it.
			const isBack = ({ field, why, savedAt }: Change) => field === change.field && why === 'undone' && savedAt >= change.savedAt;
			// What a write takes over from a merged record, and says of that, stays settled.
			if (isMergeMark(change.field) || change.takenOver || this.#oneWith(change.document).some((document) => this.#of(document).some(isBack))) continue;
			this.#complain(`did not take ${change.document} ${change.field} ${change.value} back`);
		}
	}

	/** A record's document, and those of what it was merged with. */
	#oneWith(document: DocumentName): DocumentName[] {
		const [kind, id] = document.split(':');
		const rows = this.#device.disk.rows<AccountRow | ContactRow>(`${kind}s`);
		const root = rows.find((row) => row.id === id)?.mergedInto ?? id;
		return [document, ...[root, ...(rows.find((row) => row.id === root)?.merged ?? [])].map((one) => `${kind}:${one}` as DocumentName)];
	}

	/** Whether a record shows, or somebody took it away. */
	#isShown(document: DocumentName): boolean {
		const [kind, id] = document.split(':');
		const row = this.#device.disk.rows<AccountRow | ContactRow>(`${kind}s`).find((one) => one.id === id);
		return row !== undefined && (row.status !== 'deleted' || row.mergedInto !== undefined || this.#of(document).some(isDeletion));
	}

	/** Whether somebody else wrote in a record, or it stands in one that stays. */
	#hasForeign(document: DocumentName, id: ImportRow['id']): boolean {
		const isForeign = (change: Change) => change.import !== id && !(change.why === 'undone' && change.device === this.#device);
		if (this.#of(document).some(isForeign)) return true;
		const [, contact] = document.split(':');
		const links = [...this.#changes.values()].flat().filter(({ field }) => field === `link/${contact}/present`);
		return links.some((link) => isForeign(link) || this.#row?.kept.includes(link.document) === true);
	}

	#of(document: DocumentName): readonly Change[] {
		return this.#changes.get(document) ?? [];
	}

	#complain(text: string): void {
		this.#auditor.complain(`${this.#what} ${text}`);
	}
}

function isDeletion({ field, value }: Change): boolean {
	return field === 'deleted' && value === 'true';
}

function newDocuments({ account, people }: ImportedUnit): DocumentName[] {
	const fresh = people.filter(({ isNew }) => isNew).map(({ id }): DocumentName => contactDocument(id));
	return account?.isNew === true ? [accountDocument(account.id), ...fresh] : fresh;
}

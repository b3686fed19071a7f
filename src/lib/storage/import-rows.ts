import type { DocumentName } from '../domain/document-name.ts';
import type { GroupId, ImportId, StaffId } from '../domain/ids.ts';
import type { ArchivedRecord, ImportedUnit } from '../domain/imported.ts';

/** An import that this device made, or is making: what it is about, and how far it is. */
export interface ImportRow {
	id: ImportId;
	/** The file's name. */
	file: string;
	/** ms since 1970 */
	startedAt: number;
	/**
	 * `preparing`: its steps are being written down, nothing of it is in the book. `writing`: in the middle, or cut off there. `stopped`: somebody
	 * stopped it there. `undoing`: being taken back, or cut off there.
	 */
	state: 'preparing' | 'writing' | 'stopped' | 'done' | 'undoing' | 'undone';
	/** Rows of the file by what became of them; of an archive, its records. */
	counts: Readonly<Record<string, number>>;
	steps: number;
	stepsDone: number;
	newAccounts: number;
	newContacts: number;
	/** Records that were there and are changed. */
	changed: number;
	/** People who got LOGIN and were not invited. */
	logins: number;
	/** What could not be written after all: somebody had changed the book meanwhile. */
	refused: { lines: readonly number[]; problem: string }[];
	/** After it was taken back: values and records that went back, and the records that kept something since somebody works with them. */
	undone: number;
	kept: DocumentName[];
}

/** What events say of an import, made on any device of the firm. */
export interface FirmImportRow {
	id: ImportId;
	/** Who imported. */
	staff: StaffId;
	/** The file's name. */
	file: string;
	/** ms since 1970 */
	startedAt: number;
	/** null: not yet, as far as this device has heard. */
	finished: { accounts: number; contacts: number; changed: number; refused: number } | null;
	/** Who took it back, and how many records kept something; null: nobody. */
	undone: { staff: StaffId; kept: number } | null;
}

/** A piece of an import: its units, until they are written, and the groups that wrote them. */
export interface ImportStepRow {
	/** Sorts the steps of an import in their order. */
	key: `${ImportId}/${string}`;
	units: readonly ImportedUnit[];
	/** Of an archive. */
	records: readonly ArchivedRecord[];
	groups: GroupId[];
}

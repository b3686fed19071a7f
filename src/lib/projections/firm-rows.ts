import { documentKind } from '../domain/document-name.ts';
import { readFirm, readVocabulary } from '../documents/firm-reading.ts';
import { readRegisters } from '../documents/registers.ts';
import type { OpenDocument } from '../storage/open-documents.ts';
import type { FirmRow } from '../storage/rows.ts';

/** The rows of those of the firm's documents that are among the changed ones. */
export function firmRows(changed: readonly OpenDocument[]): FirmRow[] {
	return changed.flatMap(({ name, doc }): FirmRow[] => {
		const { kind } = documentKind(name);
		if (kind === 'settings') return [{ key: 'settings', firm: readFirm(readRegisters(doc)) }];
		if (kind === 'vocabulary') return [{ key: 'vocabulary', ...readVocabulary(readRegisters(doc)) }];
		return [];
	});
}

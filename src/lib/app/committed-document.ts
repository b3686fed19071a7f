import type { CommittedDocument } from '../rooms/record-room.ts';
import type { DocumentRow, OutboxGroup } from '../storage/rows.ts';

/**
 * What a record's room may know of a document: what is on the disk, and whether what the relay lacks may go ahead of the log. It may not
 * while it is part of a group with other documents: they are to become visible together; nor while this device gives back what a restored
 * relay lacks, other people's words too.
 * @param waiting the groups of the outbox that touch it
 */
export function committedDocument(
	row: DocumentRow | undefined,
	waiting: readonly OutboxGroup[],
	recovering: boolean,
): CommittedDocument | null {
	if (row === undefined) return null;
	const { state, base, epoch, generation, former } = row;
	return {
		state,
		base,
		epoch,
		generation,
		free:
			!recovering &&
			former === null &&
			waiting.every((group) => group.state === 'refused' || group.documents.length === 1),
	};
}

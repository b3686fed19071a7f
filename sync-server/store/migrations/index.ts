import type { Migration } from '../sql.ts';
import { logTables } from './0001-log.ts';
import { identityTables } from './0002-identity.ts';
import { mailTables } from './0003-mail.ts';
import { personalTables } from './0004-personal.ts';
import { epochTables } from './0005-epochs.ts';
import { compactionTables } from './0006-compaction.ts';
import { invitationTables } from './0007-invitations.ts';
import { portalTables } from './0008-portal.ts';
import { mergeTables } from './0009-merges.ts';
import { erasureTables } from './0010-erasures.ts';
import { alikeIndexes } from './0011-alike.ts';

/** Every step of the schema, in order. A step that has been released is never edited. */
export const migrations: readonly Migration[] = [
	logTables,
	identityTables,
	mailTables,
	personalTables,
	epochTables,
	compactionTables,
	invitationTables,
	portalTables,
	mergeTables,
	erasureTables,
	alikeIndexes,
];

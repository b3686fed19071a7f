import CircleX from '@lucide/svelte/icons/circle-x';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import BellOff from '@lucide/svelte/icons/bell-off';
import Eraser from '@lucide/svelte/icons/eraser';
import Copy from '@lucide/svelte/icons/copy';
import CopyCheck from '@lucide/svelte/icons/copy-check';
import FileUp from '@lucide/svelte/icons/file-up';
import GitMerge from '@lucide/svelte/icons/git-merge';
import Link from '@lucide/svelte/icons/link';
import MailQuestionMark from '@lucide/svelte/icons/mail-question-mark';
import MailX from '@lucide/svelte/icons/mail-x';
import Trash2 from '@lucide/svelte/icons/trash-2';
import UserRoundPlus from '@lucide/svelte/icons/user-round-plus';
import type { Component } from 'svelte';
import { paths } from '$lib/app/paths.ts';
import type { InviteRefusal } from '$lib/domain/invitation.ts';
import { refusalReason } from '$lib/features/invitations/refusal-words.ts';
import { fieldWord } from '$lib/features/record-words/field-words.ts';
import type { WordSource } from '$lib/features/record-words/word-source.svelte.ts';
import { formats } from '$lib/i18n/format.ts';
import type { People } from '$lib/features/activity/people-context.ts';
import type { InboxEntry } from '$lib/queries/rows.ts';
import * as m from '$messages';

/** What an entry's words need to know beside it. */
export interface EntryContext {
	words: WordSource;
	/** Colleagues' names, as far as they are known. */
	people: Pick<People, 'staffName'>;
	/** ms since 1970 */
	now: number;
}

/** How a kind of entry is told, and where it leads. */
interface EntryLook {
	icon: Component<{ size?: number | string; 'aria-hidden'?: 'true' }>;
	/** Of the icon: a class for its colour. */
	tone: string;
	/** What happened, with whom. */
	sentence: (entry: InboxEntry, context: Pick<EntryContext, 'people'>) => string;
	/** What is known beyond that, or ''. */
	detail: (entry: InboxEntry, context: EntryContext) => string;
	/** The page that it is about. */
	href: (entry: InboxEntry) => string;
}

const person = ({ contactName }: InboxEntry) => contactName || m.accounts_unnamed();
const account = ({ accountName }: InboxEntry) => accountName || m.accounts_unnamed();
const record = (entry: InboxEntry) => (entry.account === null ? person(entry) : account(entry));
const toAccount = (entry: InboxEntry) => (entry.account === null ? toContact(entry) : paths.account(entry.account));
const toAccess = (entry: InboxEntry) => (entry.account === null ? toContact(entry) : paths.account(entry.account, 'info'));
const toContact = (entry: InboxEntry) => (entry.contact === null ? paths.accounts : paths.contact(entry.contact));

/** Every kind of entry that there is. A new kind of event needs a line here before it compiles. */
const LOOKS: Readonly<Record<InboxEntry['kind'], EntryLook>> = {
	'signed-up': {
		icon: UserRoundPlus,
		tone: 'text-accent',
		sentence: (entry) => m.inbox_signed_up({ name: person(entry) }),
		detail: ({ detail }) => detail,
		href: toAccount,
	},
	activated: {
		icon: CircleCheck,
		tone: 'text-good',
		sentence: (entry) => m.inbox_activated({ name: person(entry) }),
		detail: account,
		href: toAccess,
	},
	bounced: {
		icon: MailX,
		tone: 'text-danger',
		sentence: (entry) => m.inbox_bounced({ name: person(entry) }),
		detail: ({ detail }) => detail,
		href: toAccess,
	},
	duplicate: {
		icon: CopyCheck,
		tone: 'text-muted',
		sentence: (entry) => m.inbox_duplicate({ name: person(entry) }),
		detail: account,
		href: toAccess,
	},
	refused: {
		icon: CircleX,
		tone: 'text-danger',
		sentence: (entry) => m.inbox_refused({ name: person(entry) }),
		detail: ({ detail }, { now }) => refusalReason(detail as InviteRefusal, null, now),
		href: toAccess,
	},
	unsubscribed: {
		icon: BellOff,
		tone: 'text-warn',
		sentence: (entry) => m.inbox_unsubscribed({ name: person(entry) }),
		detail: account,
		href: toAccess,
	},
	'link-wanted': {
		icon: MailQuestionMark,
		tone: 'text-warn',
		sentence: (entry) => m.inbox_link_wanted({ name: person(entry) }),
		detail: account,
		href: toAccess,
	},
	alike: {
		icon: Copy,
		tone: 'text-warn',
		sentence: (entry) => m.inbox_alike({ name: record(entry) }),
		detail: ({ detail }) => (detail === 'siren' ? m.inbox_alike_siren() : m.inbox_alike_email()),
		href: (entry) => paths.duplicates(entry.account === null ? 'contact' : 'account'),
	},
	imported: {
		icon: FileUp,
		tone: 'text-muted',
		sentence: ({ detail }) => m.inbox_imported({ file: detail }),
		detail: importedWords,
		href: ({ imported }) => (imported === undefined ? paths.import : paths.importOf(imported.import)),
	},
	'contact-kept': {
		icon: Link,
		tone: 'text-muted',
		sentence: (entry) => m.inbox_contact_kept({ name: person(entry), account: account(entry) }),
		detail: () => m.inbox_settled(),
		href: toAccount,
	},
	'also-written': {
		icon: GitMerge,
		tone: 'text-muted',
		sentence: (entry) => m.inbox_also_written({ name: record(entry) }),
		detail: ({ detail }, { words }) => m.inbox_also_written_field({ field: fieldWord(detail, words) }),
		href: (entry) => (entry.account === null ? toContact(entry) : paths.account(entry.account, 'info')),
	},
	'edited-after-deletion': {
		icon: Trash2,
		tone: 'text-muted',
		sentence: (entry) => m.inbox_edited_deleted({ name: account(entry) }),
		detail: () => m.inbox_edited_deleted_text(),
		href: toAccount,
	},
	erased: {
		icon: Eraser,
		tone: 'text-muted',
		sentence: ({ by }, { people }) => {
			const name = by === undefined ? null : people.staffName(by);
			return name === null ? m.inbox_erased_unknown() : m.inbox_erased({ name });
		},
		detail: ({ detail }) => m.inbox_erased_text({ count: formats().number(Number(detail)) }),
		href: () => `${paths.accounts}?status=deleted`,
	},
};

function importedWords({ imported }: InboxEntry): string {
	if (imported === undefined) return '';
	const shown = (count: number) => formats().number(count);
	const counts = m.inbox_imported_counts({
		accounts: shown(imported.accounts),
		contacts: shown(imported.contacts),
		changed: shown(imported.changed),
	});
	return imported.refused === 0 ? counts : m.inbox_imported_refused({ counts, refused: shown(imported.refused) });
}

/** How an entry is told, and where it leads. */
export function entryLook({ kind }: Pick<InboxEntry, 'kind'>): EntryLook {
	return LOOKS[kind];
}

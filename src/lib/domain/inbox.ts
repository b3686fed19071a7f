/** What of the Inbox a person has read: everything up to a moment (ms since 1970), and single entries, read or unread, by their id. */
export interface InboxRead {
	until: number;
	ids: ReadonlyMap<string, boolean>;
}

/** What tells whether an entry was read. */
export interface InboxMark {
	id: string;
	/** ms since 1970 */
	at: number;
	/** The relay said it, so that nothing earlier can still come. What a device says may arrive days later: such entries are read one by one. */
	inOrder: boolean;
}

/** Whether an entry of the Inbox was read. */
export function isRead(read: InboxRead, { id, at, inOrder }: InboxMark): boolean {
	return read.ids.get(id) ?? (inOrder && at <= read.until);
}

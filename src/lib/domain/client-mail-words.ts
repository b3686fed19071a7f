/** The words of mails to clients in one language. */
export interface ClientMailWords {
	/** The sender's displayed name. */
	sender(firm: string): string;
	hello(name: string): string;
	invitation(facts: { firm: string; accounts: readonly string[]; known: boolean }): {
		subject: string;
		paragraphs: string[];
	};
	/** Above the personal message. */
	messageOf(firm: string): string;
	activate: string;
	signIn: string;
	copyLink: string;
	until(time: string): string;
	unexpected(firm: string): string;
	granted(facts: { firm: string; account: string }): { subject: string; paragraphs: string[] };
	withdrawn(facts: { firm: string; account: string }): { subject: string; paragraphs: string[] };
	folders(facts: { firm: string; account: string; folders: readonly string[] }): {
		subject: string;
		paragraphs: string[];
	};
	openPortal: string;
	unsubscribe(account: string): string;
}

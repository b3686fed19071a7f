import type { Role } from '../../../src/lib/domain/staff.ts';

/** What one mail says, before it is laid out. Plain text everywhere. */
export interface MailText {
	subject: string;
	paragraphs: string[];
	/** The words on the link, and what is said below it; only where the mail carries one. */
	action?: string;
	/** What to do when the mail comes as a surprise. */
	unexpected: string;
}

/** The words of every mail in one language. Times arrive formatted; `firm`, `name` and `device` are what people typed. */
export interface MailTexts {
	passwordReset(facts: { firm: string; name: string }): MailText;
	passwordChanged(facts: { firm: string; name: string; at: string }): MailText;
	portalReset(facts: { firm: string; name: string }): MailText;
	portalPasswordChanged(facts: { firm: string; name: string; at: string }): MailText;
	signUpCode(facts: { firm: string; code: string }): MailText;
	signUpKnown(facts: { firm: string; url: string }): MailText;
	linkWanted(facts: { name: string; email: string; accounts: readonly string[] }): MailText;
	secondFactorAdded(facts: { firm: string; name: string; at: string }): MailText;
	secondFactorRemoved(facts: { firm: string; name: string; at: string }): MailText;
	newDevice(facts: { firm: string; name: string; at: string; device: string; address: string }): MailText;
	staffInvitation(facts: { firm: string; name: string; role: Role; until: string }): MailText;
	/** To staff, about clients; `name` is the reader's. */
	staffActivation(facts: { firm: string; name: string; client: string; account: string }): MailText;
	staffBounce(facts: {
		firm: string;
		name: string;
		client: string;
		account: string;
		email: string;
		reply: string;
	}): MailText;
	staffDuplicate(facts: { firm: string; name: string; client: string; account: string; colleague: string }): MailText;
	staffSignUp(facts: {
		firm: string;
		name: string;
		client: string;
		account: string;
		email: string;
		at: string;
	}): MailText;
	/** The sender's displayed name. */
	sender(firm: string): string;
	/** Above the whole address of the link, for those whose mail program shows no link. */
	copyLink: string;
	/** The page that turns a client's notices off. */
	unsubscribe: { title: string; question: string; button: string; done: string };
	mailbox: { title: string; hint: string; empty: string; to: string; states: Readonly<Record<string, string>> };
}

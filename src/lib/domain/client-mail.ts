import { clientMailEn } from './client-mail-en.ts';
import { clientMailFr } from './client-mail-fr.ts';
import type { ClientMailWords } from './client-mail-words.ts';
import { layOutMail, mailTime, shownName, type MailParts, type RenderedMail } from './mail-layout.ts';
import type { Locale } from './staff.ts';

/** What a mail to a client says; `name`: the client's first name, or whole name, '' without one. */
export type ClientMail =
	| {
			kind: 'client-invitation';
			firmName: string;
			name: string;
			/** The names of the accounts, in their order. */
			accounts: readonly string[];
			/** The personal message: plain text, '' for none. */
			message: string;
			/** ms since 1970 */
			expiresAt: number;
			/** The person has a password already: they sign in to add the account. */
			known: boolean;
	  }
	| { kind: 'client-access-granted' | 'client-access-withdrawn'; firmName: string; name: string; account: string }
	| { kind: 'client-folders'; firmName: string; name: string; account: string; folders: readonly string[] };

/**
 * Lays out a mail to a client. The relay sends exactly this; the app shows it beforehand.
 * @param urls `action`: where the mail's link leads; `unsubscribe`: turns such mails off for this account
 */
export function renderClientMail(
	mail: ClientMail,
	locale: Locale,
	urls: { action: string | null; unsubscribe: string | null },
): RenderedMail {
	const words = locale === 'fr' ? clientMailFr : clientMailEn;
	const firm = shownName(mail.firmName);
	const sender = words.sender(firm);
	const hello = words.hello(shownName(mail.name));
	if (mail.kind === 'client-invitation') {
		const accounts = mail.accounts.map(shownName);
		const { subject, paragraphs } = words.invitation({ firm, accounts, known: mail.known });
		const quote = mail.message.trim();
		const parts: MailParts = {
			subject,
			paragraphs: [hello, ...paragraphs, ...(quote === '' ? [] : [words.messageOf(firm)])],
			...(quote === '' ? {} : { quote }),
			...linkTo(urls.action, mail.known ? words.signIn : words.activate, words),
			footer: [{ text: words.until(mailTime(mail.expiresAt, locale)) }, { text: words.unexpected(firm) }],
		};
		return layOutMail(sender, locale, parts);
	}
	const account = shownName(mail.account);
	const { subject, paragraphs } = noticeWords(words, mail, firm, account);
	return layOutMail(sender, locale, {
		subject,
		paragraphs: [hello, ...paragraphs],
		...linkTo(urls.action, words.openPortal, words),
		footer: urls.unsubscribe === null ? [] : [{ text: words.unsubscribe(account), url: urls.unsubscribe }],
	});
}

function noticeWords(
	words: ClientMailWords,
	mail: Exclude<ClientMail, { kind: 'client-invitation' }>,
	firm: string,
	account: string,
): { subject: string; paragraphs: string[] } {
	switch (mail.kind) {
		case 'client-access-granted':
			return words.granted({ firm, account });
		case 'client-access-withdrawn':
			return words.withdrawn({ firm, account });
		case 'client-folders':
			return words.folders({ firm, account, folders: mail.folders.map(shownName) });
	}
}

function linkTo(url: string | null, label: string, words: ClientMailWords): Pick<MailParts, 'link'> {
	return url === null ? {} : { link: { url, words: label, copy: words.copyLink } };
}

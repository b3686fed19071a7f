import { renderClientMail, type ClientMail } from '../../src/lib/domain/client-mail.ts';
import { layOutMail, mailTime, shownName, type RenderedMail } from '../../src/lib/domain/mail-layout.ts';
import type { Locale } from '../../src/lib/domain/staff.ts';
import type { MailContent } from './mail.ts';
import { en } from './messages/en.ts';
import { fr } from './messages/fr.ts';
import type { MailText, MailTexts } from './messages/mail-texts.ts';

export { escapeHtml } from '../../src/lib/domain/mail-layout.ts';

/** Addresses that a mail carries; each null where it has none. */
export interface MailUrls {
	/** The one-time link, or the page that it is about. */
	action: string | null;
	/** Turns such mails off, in one step (RFC 8058). */
	unsubscribe: string | null;
}

type StaffMail = Exclude<MailContent, { kind: ClientMail['kind'] }>;

/** The words of mails in a language. */
export function textsOf(locale: Locale): MailTexts {
	return locale === 'fr' ? fr : en;
}

/** Lays a mail out as plain text and as small HTML: no picture, nothing from elsewhere, and every address can be read whole. */
export function renderMail(content: MailContent, locale: Locale, urls: MailUrls): RenderedMail {
	if (isToClient(content)) return renderClientMail(content, locale, urls);
	const texts = textsOf(locale);
	const { subject, paragraphs, action, unexpected } = wordsOf(content, texts, (at) => mailTime(at, locale));
	const link =
		urls.action === null ? {} : { link: { url: urls.action, words: action ?? subject, copy: texts.copyLink } };
	return layOutMail(texts.sender(shownName(content.firmName)), locale, {
		subject,
		paragraphs,
		...link,
		footer: [{ text: unexpected }],
	});
}

function isToClient(content: MailContent): content is Extract<MailContent, { kind: ClientMail['kind'] }> {
	return content.kind.startsWith('client-');
}

function about(content: { client: string; account: string }): { client: string; account: string } {
	return { client: shownName(content.client), account: shownName(content.account) };
}

function wordsOf(content: StaffMail, texts: MailTexts, time: (at: number) => string): MailText {
	const facts = { firm: shownName(content.firmName), name: shownName(content.name) };
	switch (content.kind) {
		case 'password-reset':
			return texts.passwordReset(facts);
		case 'password-changed':
			return texts.passwordChanged({ ...facts, at: time(content.at) });
		case 'portal-reset':
			return texts.portalReset(facts);
		case 'portal-password-changed':
			return texts.portalPasswordChanged({ ...facts, at: time(content.at) });
		case 'sign-up-code':
			return texts.signUpCode({ firm: facts.firm, code: content.code });
		case 'sign-up-known':
			return texts.signUpKnown({ firm: facts.firm, url: content.url });
		case 'link-wanted':
			return texts.linkWanted({ name: facts.name, email: content.email, accounts: content.accounts });
		case 'second-factor-added':
			return texts.secondFactorAdded({ ...facts, at: time(content.at) });
		case 'second-factor-removed':
			return texts.secondFactorRemoved({ ...facts, at: time(content.at) });
		case 'new-device':
			return texts.newDevice({ ...facts, at: time(content.at), device: content.deviceName, address: content.address });
		case 'staff-invitation':
			return texts.staffInvitation({ ...facts, role: content.role, until: time(content.expiresAt) });
		case 'staff-activation':
			return texts.staffActivation({ ...facts, ...about(content) });
		case 'staff-bounce':
			return texts.staffBounce({ ...facts, ...about(content), email: content.email, reply: content.reply });
		case 'staff-duplicate':
			return texts.staffDuplicate({ ...facts, ...about(content), colleague: shownName(content.colleague) });
		case 'staff-sign-up':
			return texts.staffSignUp({ ...facts, ...about(content), email: content.email, at: time(content.at) });
	}
}

import type { Locale } from '../../src/lib/domain/staff.ts';
import type { MailContent } from './mail.ts';
import { en } from './messages/en.ts';
import { fr } from './messages/fr.ts';
import type { MailText, MailTexts } from './messages/mail-texts.ts';

/** A mail as it goes out. */
export interface RenderedMail {
	/** The sender's displayed name. */
	sender: string;
	/** At most 60 characters. */
	subject: string;
	text: string;
	html: string;
}

const MAX_SUBJECT = 60;

/** The words of mails in a language. */
export function textsOf(locale: Locale): MailTexts {
	return locale === 'fr' ? fr : en;
}

/**
 * Lays a mail out as plain text and as small HTML: no picture, nothing from elsewhere, one link at most, whose whole address can be read.
 * @param url the one-time link, if the mail carries one
 */
export function renderMail(content: MailContent, locale: Locale, url: string | null): RenderedMail {
	const texts = textsOf(locale);
	const words = wordsOf(content, texts, (at) => formatTime(at, locale));
	const text = [...words.paragraphs, ...(url === null ? [] : [url]), words.unexpected].join('\n\n');
	const link =
		url === null
			? ''
			: `<p style="margin:24px 0"><a href="${escapeHtml(url)}" style="background:#1f4b99;color:#fff;padding:12px 20px;border-radius:6px;text-decoration:none">${escapeHtml(words.action ?? url)}</a></p>
<p style="color:#555;font-size:13px">${escapeHtml(texts.copyLink)}<br>${escapeHtml(url)}</p>`;
	const html = `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><title>${escapeHtml(words.subject)}</title></head>
<body style="font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;color:#1a1a1a;max-width:560px;margin:0 auto;padding:24px">
${words.paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('\n')}
${link}
<p style="color:#555;font-size:14px">${escapeHtml(words.unexpected)}</p>
</body></html>`;
	return { sender: texts.sender(content.firmName), subject: clip(words.subject), text: `${text}\n`, html };
}

/** Text for HTML, in elements and in quoted attributes. */
export function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function wordsOf(content: MailContent, texts: MailTexts, time: (at: number) => string): MailText {
	const facts = { firm: content.firmName, name: content.name };
	switch (content.kind) {
		case 'password-reset':
			return texts.passwordReset(facts);
		case 'password-changed':
			return texts.passwordChanged({ ...facts, at: time(content.at) });
		case 'second-factor-added':
			return texts.secondFactorAdded({ ...facts, at: time(content.at) });
		case 'second-factor-removed':
			return texts.secondFactorRemoved({ ...facts, at: time(content.at) });
		case 'new-device':
			return texts.newDevice({ ...facts, at: time(content.at), device: content.deviceName, address: content.address });
		case 'staff-invitation':
			return texts.staffInvitation({ ...facts, role: content.role, until: time(content.expiresAt) });
	}
}

/** A time by the relay's own clock zone, which is named: whoever reads it may be elsewhere. */
function formatTime(at: number, locale: Locale): string {
	return new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
		day: 'numeric',
		month: 'long',
		year: 'numeric',
		hour: '2-digit',
		minute: '2-digit',
		timeZoneName: 'short',
	}).format(at);
}

function clip(subject: string): string {
	const signs = [...subject];
	return signs.length <= MAX_SUBJECT
		? subject
		: `${signs
				.slice(0, MAX_SUBJECT - 1)
				.join('')
				.trimEnd()}…`;
}

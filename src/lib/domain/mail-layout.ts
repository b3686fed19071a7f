import type { Locale } from './staff.ts';

/** A mail as it goes out. */
export interface RenderedMail {
	/** The sender's displayed name. */
	sender: string;
	/** At most 60 characters. */
	subject: string;
	text: string;
	html: string;
}

/** What a mail says, in its order. Plain text everywhere: whatever people typed is shown as they typed it. */
export interface MailParts {
	subject: string;
	paragraphs: readonly string[];
	/** What a person wrote, kept apart from what is the system's; line breaks stay. */
	quote?: string;
	/** The one link, with its words, and what stands above its whole address. */
	link?: { url: string; words: string; copy: string };
	/** Small print at the end; `url`: a second address, for turning such mails off. */
	footer: readonly { text: string; url?: string }[];
}

const MAX_SUBJECT = 60;
/** What is shown of a name in a mail: enough for any name, too little for a letter of its own. */
const MAX_SHOWN_NAME = 120;

/** Lays a mail out as plain text and as small HTML: no picture, nothing from elsewhere, and every address can be read whole. */
export function layOutMail(sender: string, locale: Locale, parts: MailParts): RenderedMail {
	const { subject, paragraphs, quote, link, footer } = parts;
	const text = [
		...paragraphs,
		...(quote === undefined ? [] : [quoted(quote)]),
		...(link === undefined ? [] : [`${link.words}${locale === 'fr' ? '\u00a0' : ''}:\n${link.url}`]),
		...footer.map((line) => (line.url === undefined ? line.text : `${line.text}\n${line.url}`)),
	].join('\n\n');
	const html = `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;color:#1a1a1a;max-width:560px;margin:0 auto;padding:24px">
${paragraphs.map((paragraph) => `<p>${lines(paragraph)}</p>`).join('\n')}
${quote === undefined ? '' : `<blockquote style="margin:16px 0;padding:8px 16px;border-left:4px solid #c8d3e6;overflow-wrap:anywhere">${lines(quote)}</blockquote>`}
${link === undefined ? '' : button(link)}
${footer.map(small).join('\n')}
</body></html>`;
	return { sender, subject: clip(subject, MAX_SUBJECT), text: `${text}\n`, html };
}

/** A name that somebody typed, as a mail shows it: one line, not too long. */
export function shownName(name: string): string {
	return clip(name.replace(/[\p{Cc}\s]+/gu, ' ').trim(), MAX_SHOWN_NAME);
}

/** Text for HTML, in elements and in quoted attributes. */
export function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A time (ms since 1970) in the clock zone of whoever lays the mail out, which is named: its reader may be elsewhere. */
export function mailTime(at: number, locale: Locale): string {
	return new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
		day: 'numeric',
		month: 'long',
		year: 'numeric',
		hour: '2-digit',
		minute: '2-digit',
		timeZoneName: 'short',
	}).format(at);
}

function quoted(text: string): string {
	return text
		.split('\n')
		.map((line) => `> ${line}`.trimEnd())
		.join('\n');
}

function lines(text: string): string {
	return escapeHtml(text).replace(/\n/g, '<br>');
}

function button({ url, words, copy }: { url: string; words: string; copy: string }): string {
	const address = escapeHtml(url);
	return `<p style="margin:24px 0"><a href="${address}" style="background:#1f4b99;color:#fff;padding:12px 20px;border-radius:6px;text-decoration:none">${escapeHtml(words)}</a></p>
<p style="color:#555;font-size:13px;overflow-wrap:anywhere">${escapeHtml(copy)}<br>${address}</p>`;
}

function small({ text, url }: { text: string; url?: string }): string {
	const address = url === undefined ? '' : `<br><a href="${escapeHtml(url)}" style="color:#555">${escapeHtml(url)}</a>`;
	return `<p style="color:#555;font-size:14px;overflow-wrap:anywhere">${escapeHtml(text)}${address}</p>`;
}

function clip(text: string, length: number): string {
	const signs = [...text];
	if (signs.length <= length) return text;
	return `${signs
		.slice(0, length - 1)
		.join('')
		.trimEnd()}…`;
}

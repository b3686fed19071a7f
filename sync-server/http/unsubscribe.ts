import { Hono } from 'hono';
import type { RelayKey } from '../identity/relay-key.ts';
import { switchNotifyOff } from '../invitations/switch-notify-off.ts';
import { readUnsubscribe, type Notified } from '../invitations/unsubscribe-link.ts';
import { escapeHtml, textsOf } from '../mailer/render.ts';
import type { RelayPlatform } from '../platform.ts';
import type { LogService } from '../sync/log-service.ts';

const POLICY =
	"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const STYLE =
	'body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem; color-scheme: light dark } button { font: inherit; min-height: 44px; padding: 0 1.25rem }';

/**
 * Turning a client's notices off. Looking at the page changes nothing (mail scanners look too); its button, or the mail program's own
 * (RFC 8058: a POST from anywhere, without a session), turns NOTIFY off for one account, through the log. An address that this relay did not make
 * gets the same words.
 */
export function unsubscribeRoutes(deps: { clientLog: LogService; key: RelayKey; platform: RelayPlatform }) {
	const page = (header: string | undefined, done: boolean): string => {
		const locale = header?.startsWith('en') === true ? 'en' : 'fr';
		const words = textsOf(locale).unsubscribe;
		const act = done
			? `<p>${escapeHtml(words.done)}</p>`
			: `<p>${escapeHtml(words.question)}</p><form method="post"><button>${escapeHtml(words.button)}</button></form>`;
		return `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>${escapeHtml(words.title)}</title><style>${STYLE}</style></head>
<body><main><h1>${escapeHtml(words.title)}</h1>${act}</main></body></html>`;
	};
	const whose = (parts: Record<'firm' | 'account' | 'contact' | 'proof', string>): Notified | null =>
		readUnsubscribe(deps.key, parts);
	return new Hono()
		.use(async (c, next) => {
			await next();
			c.header('Content-Security-Policy', POLICY);
			c.header('Cache-Control', 'no-store');
			c.header('Referrer-Policy', 'no-referrer');
		})
		.get('/:firm/:account/:contact/:proof', (c) => c.html(page(c.req.header('Accept-Language'), false)))
		.post('/:firm/:account/:contact/:proof', async (c) => {
			const notified = whose(c.req.param());
			if (notified !== null) await switchNotifyOff(deps, notified);
			return c.html(page(c.req.header('Accept-Language'), true));
		});
}

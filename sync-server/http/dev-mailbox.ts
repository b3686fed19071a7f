import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { listMails, type OutboxMail } from '../mailer/outbox.ts';
import { escapeHtml, renderMail, textsOf } from '../mailer/render.ts';
import { urlsOf, type MailReactorDeps } from '../reactors/mail.ts';
import type { ClientAddresses } from './client-address.ts';

const SHOWN = 100;

/** Nothing but its own style; mails stand in frames without scripts, forms or an origin. */
const POLICY =
	"default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark }
details { border: 1px solid #8888; border-radius: 6px; margin: .75rem 0; padding: .5rem 1rem }
summary { cursor: pointer } time, .state { color: #777; font-size: .85rem }
pre { white-space: pre-wrap; overflow-wrap: anywhere } iframe { width: 100%; height: 26rem; border: 1px solid #8888; background: #fff }`;

export interface DevMailboxDeps extends Pick<MailReactorDeps, 'database' | 'platform' | 'key' | 'url'> {
	clients: ClientAddresses;
	/** Whether it may be shown at all. */
	enabled: boolean;
}

/**
 * The development mailbox: mails that would have been sent. It holds links that sign people in, so it answers this computer alone,
 * under a loopback name (a page elsewhere could point a name of its own at 127.0.0.1).
 */
export function devMailboxRoutes(deps: DevMailboxDeps) {
	return new Hono<{ Bindings: HttpBindings }>().get('/', async (c) => {
		const host = (c.req.header('Host') ?? '').replace(/:\d+$/, '');
		if (!deps.enabled || !deps.clients.isLocal(c.env.incoming) || !['localhost', '127.0.0.1', '[::1]'].includes(host))
			return c.notFound();
		const words = textsOf(c.req.header('Accept-Language')?.startsWith('fr') === true ? 'fr' : 'en');
		const mails = await Promise.all(
			(await listMails(deps.database, SHOWN)).map((mail) => card(deps, mail, words.mailbox)),
		);
		c.header('Content-Security-Policy', POLICY);
		c.header('Cache-Control', 'no-store');
		return c.html(`<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(words.mailbox.title)}</title><style>${STYLE}</style></head>
<body><h1>${escapeHtml(words.mailbox.title)}</h1><p>${escapeHtml(words.mailbox.hint)}</p>
${mails.length === 0 ? `<p>${escapeHtml(words.mailbox.empty)}</p>` : mails.join('\n')}</body></html>`);
	});
}

async function card(
	deps: DevMailboxDeps,
	mail: OutboxMail,
	words: ReturnType<typeof textsOf>['mailbox'],
): Promise<string> {
	const found = await urlsOf(deps, mail);
	const urls = found === 'dead' ? { action: null, unsubscribe: null } : found;
	const rendered = renderMail(mail.content, mail.locale, urls);
	let linked = escapeHtml(rendered.text);
	for (const url of [urls.action, urls.unsubscribe]) {
		// The last one: what people wrote stands above, and must not become the link.
		const at = url === null ? -1 : linked.lastIndexOf(escapeHtml(url));
		if (url === null || at < 0) continue;
		const link = escapeHtml(url);
		linked = `${linked.slice(0, at)}<a href="${link}">${link}</a>${linked.slice(at + link.length)}`;
	}
	return `<details open><summary><strong>${escapeHtml(rendered.subject)}</strong> <span class="state">${escapeHtml(words.states[mail.state] ?? mail.state)}</span><br>
${escapeHtml(words.to)} ${escapeHtml(mail.to)} <time>${new Date(mail.createdAt).toISOString()}</time></summary>
<pre>${linked}</pre><iframe sandbox srcdoc="${escapeHtml(rendered.html)}" title="HTML"></iframe></details>`;
}

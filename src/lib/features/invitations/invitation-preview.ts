import { renderClientMail } from '$lib/domain/client-mail.ts';
import { INVITATION_LIFE } from '$lib/domain/invitation.ts';
import type { RenderedMail } from '$lib/domain/mail-layout.ts';
import type { Locale } from '$lib/domain/staff.ts';
import { tidyText } from '$lib/domain/text.ts';
import type { ContactRow } from '$lib/queries/rows.ts';

/** What a preview shows: one person's mail, about these accounts. */
export interface PreviewedMail {
	firm: { name: string; language: Locale };
	contact: Pick<ContactRow, 'firstName' | 'name' | 'language'>;
	/** The accounts' names. */
	accounts: readonly string[];
	/** As typed. */
	message: string;
	/** The person is active on another account: they sign in to add this one. */
	known: boolean;
	/** When it would leave, ms since 1970. */
	now: number;
	/** Where the portal is: `https://carnet.example`. */
	origin: string;
}

/** The mail as the relay would lay it out now. The link is one that opens nothing: only the relay makes real ones. */
export function previewInvitation(mail: PreviewedMail): RenderedMail & { locale: Locale } {
	const locale = mail.contact.language ?? mail.firm.language;
	const rendered = renderClientMail(
		{
			kind: 'client-invitation',
			firmName: mail.firm.name,
			name: mail.contact.firstName || mail.contact.name,
			accounts: [...mail.accounts].sort((a, b) => a.localeCompare(b, locale)),
			message: tidyText(mail.message),
			expiresAt: mail.now + INVITATION_LIFE,
			known: mail.known,
		},
		locale,
		{ action: `${mail.origin}/portal/activate#t=…`, unsubscribe: null },
	);
	return { ...rendered, locale };
}

/**
 * The mail's HTML for a frame in which nothing runs and no link leads anywhere: opening in a new window is what a sandbox without popups refuses.
 */
export function framedHtml(html: string): string {
	return html.replace('<head>', '<head><base target="_blank">');
}

import * as z from 'zod';
import { accountId, contactId } from '../../src/lib/domain/ids.ts';
import { role } from '../../src/lib/domain/staff.ts';

const common = { firmName: z.string(), name: z.string() };

/** A mail about an account that its reader can do without: `contact` says whose NOTIFY it is. */
const notice = { replyTo: z.string(), account: z.string(), accountId, contactId };
const about = { client: z.string(), account: z.string(), accountId };

/** What a mail says, by kind; its text is made in the recipient's language when it is sent. Times are ms since 1970. */
export const mailContent = z.discriminatedUnion('kind', [
	/** The link to choose a new password. */
	z.object({ kind: z.literal('password-reset'), ...common }),
	z.object({ kind: z.literal('password-changed'), ...common, at: z.number() }),
	/** To clients of the firm, about their portal. */
	z.object({ kind: z.literal('portal-reset'), ...common }),
	z.object({ kind: z.literal('portal-password-changed'), ...common, at: z.number() }),
	/** Without the try's own token, which is stored nowhere, the code is worth nothing. */
	z.object({ kind: z.literal('sign-up-code'), ...common, code: z.string() }),
	/** To who has access already; `url` of the sign-in page. */
	z.object({ kind: z.literal('sign-up-known'), ...common, url: z.string() }),
	/** To staff: the client with this address would like a new link. */
	z.object({ kind: z.literal('link-wanted'), ...common, email: z.string(), accounts: z.array(z.string()) }),
	z.object({ kind: z.literal('second-factor-added'), ...common, at: z.number() }),
	z.object({ kind: z.literal('second-factor-removed'), ...common, at: z.number() }),
	z.object({ kind: z.literal('new-device'), ...common, at: z.number(), deviceName: z.string(), address: z.string() }),
	/** `name` is the one who invites. */
	z.object({ kind: z.literal('staff-invitation'), ...common, role, expiresAt: z.number() }),
	/** Mails to clients: `name` is the client's. `replyTo`: the firm's own address, '' for none. */
	z.object({
		kind: z.literal('client-invitation'),
		...common,
		replyTo: z.string(),
		accounts: z.array(z.string()),
		message: z.string(),
		expiresAt: z.number(),
		known: z.boolean(),
	}),
	z.object({ kind: z.literal('client-access-granted'), ...common, ...notice }),
	z.object({ kind: z.literal('client-access-withdrawn'), ...common, ...notice }),
	z.object({ kind: z.literal('client-folders'), ...common, ...notice, folders: z.array(z.string()) }),
	/** To staff: `name` is the recipient's, `client` and `account` what it is about. */
	z.object({ kind: z.literal('staff-activation'), ...common, ...about }),
	z.object({ kind: z.literal('staff-bounce'), ...common, ...about, email: z.string(), reply: z.string() }),
	z.object({ kind: z.literal('staff-duplicate'), ...common, ...about, colleague: z.string() }),
	z.object({ kind: z.literal('staff-sign-up'), ...common, ...about, email: z.string(), at: z.number() }),
]);
export type MailContent = z.infer<typeof mailContent>;

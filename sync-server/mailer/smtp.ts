import { createTransport } from 'nodemailer';
import * as z from 'zod';
import { readEmail } from '../../src/lib/domain/email.ts';

/** A mail as the server is to get it. */
export interface OutgoingMail {
	/** One plain address. */
	to: string;
	/** Where answers go, one plain address; null: to the sender. */
	replyTo: string | null;
	/** The address that turns such mails off by one POST (RFC 8058); null for mails that nobody can do without. */
	unsubscribe: string | null;
	sender: string;
	subject: string;
	text: string;
	html: string;
	/** With angle brackets; the same at every attempt. */
	messageId: string;
	date: Date;
}

/** What the mail server made of it; `reply` has its words. `later`: it may work another time. `never`: it refused this very mail. */
export type Delivery = { kind: 'sent'; reply: string } | { kind: 'later' | 'never'; reply: string };

export interface MailTransport {
	deliver(mail: OutgoingMail): Promise<Delivery>;
	close(): void;
}

const CONNECT_WITHIN = 10_000;
const ANSWER_WITHIN = 30_000;

/** What nodemailer adds to an Error. */
const failure = z.object({
	code: z.string().optional(),
	responseCode: z.number().optional(),
	response: z.string().optional(),
	message: z.string(),
});

/**
 * Sends mails through a server.
 * @param url such as smtp://user:password@host:587
 * @param from one plain address
 */
export function createSmtpTransport(url: string, from: string): MailTransport {
	const transport = createTransport({
		url,
		connectionTimeout: CONNECT_WITHIN,
		greetingTimeout: CONNECT_WITHIN,
		socketTimeout: ANSWER_WITHIN,
		disableFileAccess: true,
		disableUrlAccess: true,
	});
	return {
		deliver: async (mail) => {
			// nodemailer reads lists, groups and line breaks in addresses: one address alone passes.
			const reading = readEmail(mail.to);
			if (reading.kind !== 'address' || reading.address !== mail.to)
				return { kind: 'never', reply: 'The address is not one plain e-mail address.' };
			const reply = mail.replyTo === null ? null : readEmail(mail.replyTo);
			const replyTo = reply?.kind === 'address' && reply.address === mail.replyTo ? reply.address : null;
			try {
				const info = await transport.sendMail({
					from: { name: mail.sender, address: from },
					to: { name: '', address: mail.to },
					// Without it, the recipients would be read from the headers.
					envelope: { from, to: [mail.to] },
					subject: mail.subject,
					text: mail.text,
					html: mail.html,
					messageId: mail.messageId,
					date: mail.date,
					...(replyTo === null ? {} : { replyTo: { name: '', address: replyTo } }),
					headers: {
						'Auto-Submitted': 'auto-generated',
						'X-Auto-Response-Suppress': 'All',
						...(mail.unsubscribe === null
							? {}
							: {
									'List-Unsubscribe': `<${mail.unsubscribe}>`,
									'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
								}),
					},
					dsn: { id: mail.messageId.replace(/[<>]/g, ''), return: 'headers', notify: ['failure'], recipient: from },
				});
				return { kind: 'sent', reply: info.response };
			} catch (error) {
				return judge(error);
			}
		},
		close: () => transport.close(),
	};
}

/** A 5xx answer to the recipient or the message is final; one to our own sign-in or greeting means that the set-up must be mended. */
function judge(error: unknown): Delivery {
	const parsed = failure.safeParse(error instanceof Error ? { ...error, message: error.message } : error);
	if (!parsed.success) return { kind: 'later', reply: String(error) };
	const { code, responseCode, response, message } = parsed.data;
	const aboutThisMail = code === 'EENVELOPE' || code === 'EMESSAGE';
	return {
		kind: aboutThisMail && (responseCode ?? 0) >= 500 ? 'never' : 'later',
		reply: (response ?? message).slice(0, 500),
	};
}

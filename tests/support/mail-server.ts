import type { AddressInfo, Socket } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail that arrived, with the envelope that it came in. */
export interface ReceivedMail extends ParsedMail {
	envelope: { from: string; to: string[] };
}

/** A real SMTP server in this process. */
export interface MailServer {
	url: string;
	received: ReceivedMail[];
	/** What the server says to the next recipients, in turn; without any, it takes every mail. */
	refusals: { code: number; message: string }[];
	/** The address in the latest mail to someone, as a person would click it. */
	linkTo(address: string): string;
	/** The connections that come from now on. */
	sockets(came: (socket: Socket) => void): void;
	close(): Promise<void>;
}

/** Starts a mail server on a free port. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
	const received: ReceivedMail[] = [];
	const refusals: MailServer['refusals'] = [];
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		logger: false,
		onRcptTo: (_address, _session, done) => {
			const refusal = refusals.shift();
			done(
				refusal === undefined ? undefined : Object.assign(new Error(refusal.message), { responseCode: refusal.code }),
			);
		},
		onData: (stream, session, done) => {
			simpleParser(stream).then((mail) => {
				const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
				received.push({ ...mail, envelope: { from, to: session.envelope.rcptTo.map((to) => to.address) } });
				done();
			}, done);
		},
		...options,
	});
	server.on('error', () => undefined);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.server.address() as AddressInfo;
	return {
		url: `smtp://127.0.0.1:${port}`,
		received,
		refusals,
		linkTo: (address) => {
			const mail = received.findLast((mail) =>
				mail.envelope.to.some((to) => to.toLowerCase() === address.toLowerCase()),
			);
			const link = /https?:\/\/\S+#t=[\w-]{43}/.exec(mail?.text ?? '')?.[0];
			if (link === undefined) throw new Error(`No mail with a link went to ${address}.`);
			return link;
		},
		sockets: (came) => void server.server.on('connection', came),
		close: () => new Promise((resolve) => server.close(() => resolve())),
	};
}

/** The token that a link carries. */
export function tokenOf(link: string): string {
	return link.slice(link.indexOf('#t=') + 3);
}

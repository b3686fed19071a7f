import type { AccountId, ContactId, FirmId, InvitationId, StaffId } from '../../src/lib/domain/ids.ts';
import { ClientBook, type Asking } from './client-book.ts';
import { startMailServer, tokenOf, type MailServer } from './mail-server.ts';
import { setUpFirm, startRelay, type Answer, type TestBrowser, type TestRelay, type TestRelayOptions } from './relay.ts';

/** A password that the portal's rules let pass. */
export const GOOD = 'tilleul orange 42 vélos';

/** A relay with a firm, a client invited to one account, and a mail server that takes what is sent. */
export interface PortalStage {
	relay: TestRelay;
	mail: MailServer;
	firm: FirmId;
	/** The owner's browser, signed in to the app. */
	owner: TestBrowser;
	book: ClientBook;
	lea: ContactId;
	account: AccountId;
	/** Asks for an invitation and has its mail sent; returns the token of its link. */
	invite(asking?: Partial<Asking>): Promise<{ token: string; request: InvitationId }>;
	/** Sends the mails that are due. */
	deliver(): Promise<void>;
	/** A browser in which the client has activated their access. */
	activated(): Promise<TestBrowser>;
	/** The code in the latest mail to someone. */
	codeTo(address: string): string;
	close(): Promise<void>;
}

/** @param options of the relay; its mails go to the stage's own server */
export async function openPortalStage(options: TestRelayOptions = {}): Promise<PortalStage> {
	const mail = await startMailServer();
	const relay = await startRelay({ ...options, environment: { ...options.environment, SMTP_URL: mail.url, MAIL_FROM: 'carnet@durand.example' } });
	const owner = relay.browser();
	const code = await relay.server.setUpCode();
	const profile = await setUpFirm(owner, code === null ? {} : { code });
	const book = new ClientBook(relay.clientLog, profile.firmId, profile.staffId as StaffId);
	const lea = await book.contact('lea@exemple.fr');
	const account = await book.account('Martin', [lea]);
	const deliver = async (): Promise<void> => {
		// Past the hold of new invitations.
		relay.clock.ahead += 2_000;
		await relay.server.deliverMail();
	};
	const invite: PortalStage['invite'] = async (asking = {}) => {
		const request = await book.ask({ contact: lea, accounts: [account], ...asking });
		await deliver();
		return { token: tokenOf(mail.linkTo(asking.email ?? 'lea@exemple.fr')), request };
	};
	return {
		relay,
		mail,
		firm: profile.firmId,
		owner,
		book,
		lea,
		account,
		invite,
		deliver,
		activated: async () => {
			const { token } = await invite();
			const phone = relay.browser();
			const answer = await phone.post('/portal/api/activation', { token, password: GOOD });
			if (answer.status !== 200) throw new Error(`Activation answered ${answer.status}: ${JSON.stringify(answer.body)}`);
			return phone;
		},
		codeTo: (address) => {
			const mails = mail.received.filter((one) => one.envelope.to.includes(address));
			const code = /^(\d{6}) /.exec(mails.at(-1)?.subject ?? '')?.[1];
			if (code === undefined) throw new Error(`No code went to ${address}.`);
			return code;
		},
		close: async () => {
			await relay.close();
			await mail.close();
		},
	};
}

/** An answer as far as two of them can be compared: status, names of headers, body. */
export function comparable({ status, headers, body }: Answer): unknown {
	return { status, headers: [...headers].filter(([name]) => !/^(?:date|retry-after)$/.test(name)), body };
}

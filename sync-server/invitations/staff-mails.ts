import type { AccountId, ContactId, FirmId, InvitationId, StaffId } from '../../src/lib/domain/ids.ts';
import type { Event } from '../../src/lib/protocol/events/event.ts';
import { findStaff, listStaff, type StaffMember } from '../identity/staff.ts';
import type { MailContent } from '../mailer/mail.ts';
import { enqueueMail } from '../mailer/outbox.ts';
import type { RelayPlatform } from '../platform.ts';
import type { Sql } from '../store/sql.ts';
import { accountName, readPerson } from './client-facts.ts';

/** The kinds of mails to staff about clients: each person can switch each off. */
export const STAFF_MAIL_KINDS = ['staff-activation', 'staff-bounce', 'staff-duplicate', 'staff-sign-up'] as const;
export type StaffMailKind = (typeof STAFF_MAIL_KINDS)[number];

/** Switches a kind of mail on or off for one person. */
export async function chooseStaffMail(
	sql: Sql,
	firm: FirmId,
	staff: StaffId,
	kind: StaffMailKind,
	on: boolean,
): Promise<void> {
	const text = on
		? 'DELETE FROM staff_mails_off WHERE firm_id = $1 AND staff_id = $2 AND kind = $3'
		: 'INSERT INTO staff_mails_off (firm_id, staff_id, kind) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING';
	await sql.run(text, firm, staff, kind);
}

/** Which kinds of mail a person has switched off. */
export async function staffMailsOff(sql: Sql, firm: FirmId, staff: StaffId): Promise<StaffMailKind[]> {
	const rows = await sql.all('SELECT kind FROM staff_mails_off WHERE firm_id = $1 AND staff_id = $2', firm, staff);
	return STAFF_MAIL_KINDS.filter((kind) => rows.some((row) => row.kind === kind));
}

/** Mails those whom one of the relay's events concerns, unless they switched that off; in the transaction that appends it. */
export async function tellStaff(sql: Sql, platform: RelayPlatform, firm: FirmId, event: Event): Promise<void> {
	switch (event.type) {
		case 'invitation.activated':
			return aboutInvitation(sql, platform, firm, event.request, event.id, (facts) => ({
				kind: 'staff-activation',
				...facts,
			}));
		case 'invitation.bounced':
			return aboutInvitation(sql, platform, firm, event.request, event.id, (facts, { email }) => ({
				kind: 'staff-bounce',
				...facts,
				email,
				reply: event.reply,
			}));
		case 'invitation.duplicate': {
			const first = await readAsked(sql, firm, event.of);
			const colleague = first === null ? null : await findStaff(sql, firm, first.staff);
			const name = colleague?.name ?? '';
			return aboutInvitation(sql, platform, firm, event.request, event.id, (facts) =>
				// Who asks twice, on two devices, knows.
				first?.staff === facts.staff ? null : { kind: 'staff-duplicate', ...facts, colleague: name },
			);
		}
		case 'client.signedUp': {
			const account = await accountName(sql, firm, event.account);
			for (const member of await listStaff(sql, firm))
				await mailMember(sql, platform, member, event.id, {
					kind: 'staff-sign-up',
					...common(member),
					client: event.name,
					account,
					accountId: event.account,
					email: event.email,
					at: platform.now(),
				});
			return;
		}
		default:
			return;
	}
}

type Common = { firmName: string; name: string; client: string; account: string; accountId: AccountId; staff: StaffId };
interface Asked {
	contact: ContactId;
	email: string;
	staff: StaffId;
	account: AccountId | null;
}

async function readAsked(sql: Sql, firm: FirmId, id: InvitationId): Promise<Asked | null> {
	const row = await sql.get(
		`SELECT contact_id, email, staff_id, (SELECT MIN(account_id) FROM invitation_accounts a WHERE a.firm_id = i.firm_id AND a.invitation_id = i.id) AS account_id
		FROM invitations i WHERE firm_id = $1 AND id = $2`,
		firm,
		id,
	);
	if (row === null) return null;
	return {
		contact: row.contact_id as ContactId,
		email: String(row.email),
		staff: row.staff_id as StaffId,
		account: row.account_id as AccountId | null,
	};
}

/** Tells the one who asked. */
async function aboutInvitation(
	sql: Sql,
	platform: RelayPlatform,
	firm: FirmId,
	id: InvitationId,
	event: string,
	content: (facts: Common, asked: Asked) => (MailContent & { staff?: StaffId }) | null,
): Promise<void> {
	const asked = await readAsked(sql, firm, id);
	const member = asked === null ? null : await findStaff(sql, firm, asked.staff);
	if (asked === null || member === null) return;
	// A duplicate has no account of its own: the link leads to the first one of the person.
	const account = asked.account ?? (await firstAccount(sql, firm, asked.contact));
	if (account === null) return;
	const person = await readPerson(sql, firm, asked.contact);
	const facts: Common = {
		...common(member),
		client: person?.name ?? asked.email,
		account: await accountName(sql, firm, account),
		accountId: account,
		staff: member.id,
	};
	const mail = content(facts, asked);
	if (mail === null) return;
	await mailMember(sql, platform, member, event, mail);
}

async function firstAccount(sql: Sql, firm: FirmId, contact: ContactId): Promise<AccountId | null> {
	const row = await sql.get(
		'SELECT account_id FROM client_links WHERE firm_id = $1 AND contact_id = $2 ORDER BY linked_at, account_id LIMIT 1',
		firm,
		contact,
	);
	return row === null ? null : (row.account_id as AccountId);
}

function common(member: StaffMember): { firmName: string; name: string } {
	return { firmName: member.firmName, name: member.name };
}

async function mailMember(
	sql: Sql,
	platform: RelayPlatform,
	member: StaffMember,
	event: string,
	content: MailContent & { staff?: StaffId },
): Promise<void> {
	const off = await staffMailsOff(sql, member.firm, member.id);
	if (off.some((kind) => kind === content.kind)) return;
	const { staff: _, ...said } = content;
	await enqueueMail(sql, platform, {
		firm: member.firm,
		to: member.email,
		locale: member.locale,
		content: said,
		link: null,
		dedupeKey: `${content.kind}:${event}:${member.id}`,
	});
}

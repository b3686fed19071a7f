import { listStaff } from '../identity/staff.ts';
import type { Origin } from '../identity/identity-deps.ts';
import { findByToken } from '../invitations/invitation-store.ts';
import { enqueueMail } from '../mailer/outbox.ts';
import { writeAudit } from '../observability/audit.ts';
import { readInvitationLink } from './activation.ts';
import { accountLine } from '../invitations/client-facts.ts';
import { relaySays } from '../invitations/relay-says.ts';
import type { PortalDeps } from './portal-deps.ts';

const DAY = 24 * 60 * 60_000;

/**
 * Tells the firm by mail and in the Inbox that a client would like a new link: whoever invited them, or the owners when that person has left. Once a day for one
 * invitation. Answers alike for every link, whoever sends it.
 */
export async function askForLink(deps: PortalDeps, token: string, origin: Origin): Promise<{ kind: 'throttled'; retryAfter: number } | { kind: 'done' }> {
	const reading = await readInvitationLink(deps, token, origin);
	if (reading.kind === 'throttled') return reading;
	if (reading.kind !== 'link' || (reading.problem !== 'expired' && reading.problem !== 'replaced')) return { kind: 'done' };
	const { database, platform } = deps;
	const found = await findByToken(database, token, platform.now());
	if (found.state === 'unknown') return { kind: 'done' };
	const { firm, id, contact, accounts, staff, email } = found.invitation;
	const { shown } = await deps.firms.read(database, firm);
	const names = await Promise.all(accounts.map((account) => accountLine(database, firm, account)));
	const team = await listStaff(database, firm);
	const asker = team.filter((member) => member.id === staff);
	const dedupe = `link-wanted:${id}:${Math.floor(platform.now() / DAY)}`;
	await deps.clientLog.decide(firm, async (sql, voice) => {
		let fresh = false;
		for (const member of asker.length > 0 ? asker : team.filter(({ role }) => role === 'owner')) {
			const added = await enqueueMail(sql, platform, {
				firm,
				to: member.email,
				locale: member.locale,
				content: { kind: 'link-wanted', firmName: shown.name, name: member.name, email, accounts: names.map(({ name }) => name) },
				link: null,
				dedupeKey: `${dedupe}:${member.id}`,
			});
			fresh ||= added;
		}
		const [account] = accounts;
		if (fresh && account !== undefined) {
			const about = { account, contact, request: id, staff: asker[0]?.id ?? null };
			voice.say(relaySays(platform)({ type: 'client.linkWanted', ...about }));
		}
		await writeAudit(sql, platform, {
			firm,
			kind: 'portal.link-wanted',
			staff: null,
			device: null,
			subject: contact,
			address: origin.address,
		});
	});
	return { kind: 'done' };
}

import type { Queries } from '$lib/app/carnet.ts';
import type { AccessLine, InvitationLine } from '$lib/queries/rows.ts';

/** The personal message that went with the latest request of a line, or '': who is asked for again gets the same words. */
export function earlierMessage(
	queries: Pick<Queries, 'invitationsOf'>,
	line: Pick<AccessLine, 'account' | 'contact' | 'request'>,
): Promise<string> {
	return new Promise((resolve, reject) => {
		const stop = queries.invitationsOf({ contact: line.contact })((requests: InvitationLine[]) => {
			// Called back before `stop` is there, where a query answers at once.
			queueMicrotask(() => stop());
			resolve(requests.find(({ request, account }) => request === line.request && account === line.account)?.message ?? '');
		}, reject);
	});
}

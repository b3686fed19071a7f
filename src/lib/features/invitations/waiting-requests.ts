import type { Commands, Queries } from '$lib/app/carnet.ts';
import type { AccountId, ContactId, InvitationId } from '$lib/domain/ids.ts';
import { firstAnswer } from '$lib/app/first-answer.ts';

/** A request whose mail has not left, by what tells it apart. */
export interface WaitingRequest {
	request: InvitationId;
	contact: ContactId;
}

/** The same, with what it asks for. */
export interface AskedMail extends WaitingRequest {
	accounts: AccountId[];
	message: string;
}

/** Reads what requests ask for; one that is gone meanwhile is left out. */
export async function readAsked(queries: Pick<Queries, 'invitationsOf'>, requests: readonly WaitingRequest[]): Promise<AskedMail[]> {
	const asked: AskedMail[] = [];
	for (const { request, contact } of requests) {
		const lines = (await firstAnswer(queries.invitationsOf({ contact }))).filter((line) => line.request === request);
		const [first] = lines;
		if (first !== undefined)
			asked.push({ request, contact, message: first.message, accounts: lines.map(({ account }) => account) });
	}
	return asked;
}

/**
 * Cancels requests. What was cancelled can be asked for again: a new request.
 * @returns those that were cancelled; the others have left or are gone
 */
export async function cancelRequests(
	{ commands, queries }: { commands: Pick<Commands, 'cancelInvitation'>; queries: Pick<Queries, 'invitationsOf'> },
	requests: readonly WaitingRequest[],
): Promise<AskedMail[]> {
	const cancelled: AskedMail[] = [];
	for (const asked of await readAsked(queries, requests)) {
		if ((await commands.cancelInvitation(asked.request)).ok) cancelled.push(asked);
	}
	return cancelled;
}

import type { Commands } from '$lib/app/carnet.ts';
import { MAX_MESSAGE, type InviteRefusal } from '$lib/domain/invitation.ts';
import { tidyText } from '$lib/domain/text.ts';
import type { AccountRow } from '$lib/queries/rows.ts';
import type { InviteAsk } from './invite-requests.svelte.ts';
import { readInvitePeople, toInvitees, type InviteRow, type InviteRowDeps } from './invite-rows.ts';

export interface InviteDeps extends InviteRowDeps {
	ask: InviteAsk;
	commands: Pick<Commands, 'requestInvitations' | 'setSwitches' | 'bulk'>;
}

/** Of whole lists: who has LOGIN, or everybody with an address, who is given LOGIN then. */
export type InviteScope = 'login' | 'email';

/** Why somebody is not asked: the relay's reasons, and those that are known here. */
export type LeftReason = InviteRefusal | 'queued' | 'no-login' | 'no-account';

/** Some who were not asked, for one reason; `until` (ms since 1970): when the brake ends for the first of them. */
export interface LeftOut {
	reason: LeftReason;
	names: string[];
	until: number | null;
}

/** What Send came to. */
export interface InviteOutcome {
	/** Mails that were asked for. */
	asked: number;
	left: LeftOut[];
}

/** More than one reads through: of longer lists only the counts are shown. */
const MOST_LISTED = 60;

/** One invitation dialog: who is ticked, the message, and the sending. */
export class InviteState {
	/** null: not read yet */
	rows = $state.raw<readonly InviteRow[] | null>(null);
	/** The names of those who belong to no account. */
	alone = $state.raw<readonly string[]>([]);
	scope = $state<InviteScope>('login');
	message = $state('');
	/** null: not under way. Of `total` steps. */
	progress = $state.raw<{ done: number; total: number } | null>(null);
	/** null: not sent */
	outcome = $state.raw<InviteOutcome | null>(null);
	/** Why nothing was read or asked: what the disk threw, or the problems of a refusal. */
	failure = $state.raw<unknown>(null);
	/** Ticked or not by hand. */
	#turned = $state.raw<ReadonlyMap<InviteRow['id'], boolean>>(new Map());
	readonly #deps: InviteDeps;

	constructor(deps: InviteDeps) {
		this.#deps = deps;
	}

	/** The people come from lists: there may be very many. */
	get bulk(): boolean {
		return ['accounts', 'contacts', 'pairs'].includes(this.#deps.ask.of);
	}

	/** Whom it is about; of lists, those that the choice of who leaves. */
	readonly shown = $derived.by(() =>
		(this.rows ?? []).filter(({ state }) => !this.bulk || this.scope === 'email' || state !== 'off'),
	);
	readonly listed = $derived(this.shown.length <= MOST_LISTED);
	readonly ticked = $derived(this.shown.filter((row) => this.isTicked(row)));
	/** One mail for each person. */
	readonly mails = $derived(new Set(this.ticked.map(({ contact }) => contact.id)).size);
	/** Nobody at all can be invited. */
	readonly none = $derived(this.shown.every(({ obstacle }) => obstacle !== null));
	/** How many characters the message is too long. */
	readonly excess = $derived(Math.max(0, tidyText(this.message).length - MAX_MESSAGE));
	readonly sending = $derived(this.progress !== null);

	/** Reads who may be invited; a disk that refuses is the `failure`. */
	async load(): Promise<void> {
		try {
			const { rows, alone } = await readInvitePeople(this.#deps.ask, this.#deps);
			this.alone = alone;
			this.rows = rows;
		} catch (error) {
			this.failure = error;
		}
	}

	isTicked(row: InviteRow): boolean {
		return row.obstacle === null && (this.#turned.get(row.id) ?? this.#isWanted(row));
	}

	turn(row: InviteRow, ticked: boolean): void {
		this.#turned = new Map(this.#turned).set(row.id, ticked);
	}

	/** Those in question who can't be asked, for each reason, as far as this device knows. */
	readonly obstacles = $derived.by(() => {
		const left: LeftOut[] = [];
		for (const { obstacle, until, contact, state } of this.rows ?? []) {
			if (obstacle !== null) leaveOut(left, obstacle, contact.name, until);
			else if (this.bulk && this.scope === 'login' && state === 'off') leaveOut(left, 'no-login', contact.name, null);
		}
		for (const name of this.alone) leaveOut(left, 'no-account', name, null);
		return left;
	});

	/**
	 * Asks for a mail to everybody who is ticked, once however often it is pressed.
	 * @returns what it came to; null when nothing was asked: the message is too long, nobody is ticked, the disk failed (`failure`), or it was
	 * pressed before
	 */
	async send(): Promise<InviteOutcome | null> {
		const rows = this.ticked;
		if (this.sending || this.outcome !== null || this.excess > 0 || rows.length === 0) return null;
		this.failure = null;
		this.progress = { done: 0, total: rows.length };
		try {
			await this.#giveAccess(rows.filter(({ state }) => state === 'off'));
			const people = toInvitees(rows);
			const result = await this.#deps.commands.requestInvitations(people, this.message, (done, total) => {
				this.progress = { done, total };
			});
			if (!result.ok) {
				this.failure = result.problems;
				return null;
			}
			const left = this.bulk ? [...this.obstacles] : [];
			for (const { contact, reason, until } of result.value.skipped)
				leaveOut(left, reason, rows.find((row) => row.contact.id === contact)?.contact.name ?? '', until);
			this.outcome = { asked: result.value.requests.length, left };
			return this.outcome;
		} catch (error) {
			this.failure = error;
			return null;
		} finally {
			this.progress = null;
		}
	}

	/** Switches LOGIN on: by accounts where nobody of the account is left out who could have it, else one by one. */
	async #giveAccess(rows: readonly InviteRow[]): Promise<void> {
		const { commands } = this.#deps;
		// Those of an account who are given LOGIN, or can't be.
		const settled = new Set(rows.map(({ id }) => id));
		for (const { id, obstacle } of this.rows ?? []) if (obstacle === 'no-email') settled.add(id);
		const whole = (account: AccountRow) =>
			account.links.every(({ contact, login }) => login || settled.has(`${account.id}/${contact}`));
		const accounts = new Set(rows.filter(({ account }) => whole(account)).map(({ account }) => account.id));
		if (accounts.size > 0)
			await commands.bulk({ kind: 'account', ids: [...accounts] }, { switches: { login: true } }, (done, total) => {
				this.progress = { done, total };
			});
		const single = rows.filter(({ account }) => !accounts.has(account.id));
		for (const [done, { account, contact }] of single.entries()) {
			// Whoever can't be given access is named by the request that follows.
			await commands.setSwitches(account.id, contact.id, { login: true });
			this.progress = { done: done + 1, total: single.length };
		}
	}

	#isWanted({ state, contact, account }: InviteRow): boolean {
		const { ask } = this.#deps;
		if (ask.of === 'account' && ask.only !== undefined) return ask.only.includes(contact.id);
		if (ask.of === 'contact' && ask.only !== undefined) return ask.only.includes(account.id);
		return state !== 'off' || (this.bulk && this.scope === 'email');
	}
}

function leaveOut(left: LeftOut[], reason: LeftReason, name: string, until: number | null): void {
	const known = left.find((one) => one.reason === reason);
	if (known === undefined) left.push({ reason, names: [name], until });
	else {
		known.names.push(name);
		if (until !== null) known.until = Math.min(known.until ?? until, until);
	}
}

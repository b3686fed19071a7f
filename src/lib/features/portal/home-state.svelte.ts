import type { AccountView, PortalFirm, PortalHome } from '$lib/protocol/portal.ts';
import type { AccountId } from '$lib/domain/ids.ts';
import type { PortalApi, PortalProblem } from './portal-api.ts';
import { refusalOf } from './problem-words.ts';

export interface HomeDeps {
	api: Pick<PortalApi, 'home' | 'account' | 'signOut'>;
	met(firm: PortalFirm): void;
	/** There is no session, or no longer. */
	signedOut(): void;
}

/** A client's accounts: a choice where there are several, then one of them. What the firm has closed is gone at the next call. */
export class HomeState {
	home = $state.raw<PortalHome | null>(null);
	account = $state.raw<AccountView | null>(null);
	problem = $state.raw<PortalProblem | null>(null);
	/** An account that was open here is not the client's to see any more. */
	gone = $state(false);
	busy = $state(false);
	readonly #deps: HomeDeps;

	constructor(deps: HomeDeps) {
		this.#deps = deps;
	}

	/** Loads the client's accounts. With a single one, it is opened. @param wanted the account of the page's address */
	async load(wanted: string | null): Promise<void> {
		this.problem = null;
		const result = await this.#deps.api.home();
		if (!result.ok) return this.#failed(result.problem);
		this.home = result.value;
		this.#deps.met(result.value.firm);
		const { accounts } = result.value;
		const chosen = accounts.find(({ id }) => id === wanted) ?? (accounts.length === 1 ? accounts[0] : undefined);
		this.gone = wanted !== null && accounts.every(({ id }) => id !== wanted);
		if (chosen === undefined) this.account = null;
		else await this.open(chosen.id);
	}

	/** Opens one account. */
	async open(id: AccountId): Promise<void> {
		this.problem = null;
		const result = await this.#deps.api.account(id);
		if (result.ok) {
			this.account = result.value;
			return;
		}
		if (refusalOf(result.problem) !== 'unknown') return this.#failed(result.problem);
		await this.#lost(id);
	}

	/** Ends the session. */
	async signOut(): Promise<void> {
		if (this.busy) return;
		this.busy = true;
		const result = await this.#deps.api.signOut();
		this.busy = false;
		if (result.ok || refusalOf(result.problem) === 'signed-out') this.#deps.signedOut();
		else this.problem = result.problem;
	}

	async #lost(id: AccountId): Promise<void> {
		this.account = null;
		const result = await this.#deps.api.home();
		if (!result.ok) return this.#failed(result.problem);
		// Even if the list still names it: what can't be opened is not offered.
		this.home = { ...result.value, accounts: result.value.accounts.filter((account) => account.id !== id) };
		this.gone = true;
	}

	#failed(problem: PortalProblem): void {
		if (refusalOf(problem) === 'signed-out') this.#deps.signedOut();
		else this.problem = problem;
	}
}

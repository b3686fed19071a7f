import type { CommandResult } from '$lib/app/carnet.ts';
import type { LinkSwitches } from '$lib/domain/link.ts';

/** The three switches of a link as the screen shows them: at once where they were pressed, until the book says the same. */
export class LinkSwitchState {
	/** The switch that was pressed while there was no address to serve it. */
	waiting = $state<'login' | 'notify' | null>(null);
	failure = $state.raw<unknown>(null);
	#book = $state.raw<LinkSwitches>({ login: false, notify: false, sync: false });
	#pressed = $state.raw<Partial<LinkSwitches>>({});
	readonly #save: (switches: Partial<LinkSwitches>) => Promise<CommandResult<void>>;

	constructor(save: (switches: Partial<LinkSwitches>) => Promise<CommandResult<void>>) {
		this.#save = save;
	}

	get shown(): LinkSwitches {
		return { ...this.#book, ...this.#pressed };
	}

	/** What the book has now. */
	follow({ login, notify, sync }: LinkSwitches): void {
		this.#book = { login, notify, sync };
		const open = Object.entries(this.#pressed).filter(([which, on]) => this.#book[which as keyof LinkSwitches] !== on);
		this.#pressed = Object.fromEntries(open);
	}

	/** Presses a switch. LOGIN and NOTIFY need an address; answers whether it could be turned. */
	async turn(which: keyof LinkSwitches, on: boolean, email: string): Promise<boolean> {
		if (on && which !== 'sync' && email === '') {
			this.waiting = which;
			return false;
		}
		this.waiting = null;
		this.failure = null;
		this.#pressed = { ...this.#pressed, [which]: on };
		try {
			const result = await this.#save({ [which]: on });
			if (result.ok) return true;
			if (which !== 'sync' && result.problems.some(({ problem }) => problem === 'email-needed')) this.waiting = which;
			else this.failure = result.problems;
		} catch (error) {
			this.failure = error;
		}
		const { [which]: _, ...rest } = this.#pressed;
		this.#pressed = rest;
		return false;
	}
}

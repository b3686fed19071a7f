import type { Profile } from '../domain/staff.ts';
import { readFarewell, writeFarewell, type Farewell } from '../platform/farewell-store.ts';
import type { KeyValueStorage } from '../platform/preference-store.ts';
import type { ProfileSafe } from '../platform/profile-safe.ts';
import {
	clearProfile,
	forgetDeviceId,
	readProfile,
	rememberDeviceId,
	writeProfile,
} from '../platform/profile-store.ts';
import type { ApiResult } from './api-call.ts';
import type { Carnet } from './carnet.ts';
import { watchConnection } from './watch-connection.ts';

export interface SessionDeps {
	storage: KeyValueStorage;
	/** What a crash does not take back; `storage` tells the other tabs. */
	safe: ProfileSafe;
	/** Opens the book of a signed-in person on this device, with no network. */
	openBook(profile: Profile): Promise<Carnet>;
	/** Deletes a person's book from this device, for good. @throws when another tab holds it */
	eraseBook(profile: Profile): Promise<void>;
	/** Ends the session on the relay. @returns false when the relay was not reached */
	endSession(): Promise<boolean>;
	/** Who the relay says is signed in here. */
	askWho(): Promise<ApiResult<Profile>>;
}

/** Where this browser profile stands: whose book is open, if any. */
export type SessionPhase =
	| { phase: 'opening' }
	| { phase: 'open'; carnet: Carnet }
	| { phase: 'signed-out' }
	/** The relay removed this device. Its copy is erased, or will be at a start when no other tab holds it. */
	| { phase: 'removed'; erased: boolean }
	/** The disk does not give the book. */
	| { phase: 'failed'; message: string };

/**
 * Who is signed in on this browser profile, and their open book. Needs no network: what signing out can't finish without one,
 * or while another tab holds the book, is finished at a later start.
 */
export class SessionState {
	#current = $state.raw<SessionPhase>({ phase: 'opening' });
	#profile = $state.raw<Profile | null>(null);
	#stopWatching: () => void = () => {};
	readonly #deps: SessionDeps;

	constructor(deps: SessionDeps) {
		this.#deps = deps;
	}

	get current(): SessionPhase {
		return this.#current;
	}

	/** The signed-in person as the relay last described them. */
	get profile(): Profile | null {
		return this.#profile;
	}

	/** Opens the book of whoever is signed in here. */
	async start(): Promise<void> {
		const { safe, storage } = this.#deps;
		const kept = await safe.read();
		const person = kept === undefined ? readProfile(storage) : kept;
		if (person === null) this.#current = { phase: 'signed-out' };
		else await this.#open(person);
		await this.#finishFarewell();
	}

	/** The relay let someone in: keeps who, and opens their book; the same person's open book goes on where it is. */
	async signedIn(person: Profile): Promise<void> {
		const { safe, storage } = this.#deps;
		await safe.write(person);
		writeProfile(storage, person);
		rememberDeviceId(storage, person);
		// The cookie is this session's now: the earlier one has no one left to be ended by.
		writeFarewell(storage, {
			tellRelay: false,
			erase: readFarewell(storage).erase.filter((left) => left.staffId !== person.staffId),
		});
		await this.#take(person);
	}

	/** Takes over what the relay says of the signed-in person: a new name, another role. */
	updateProfile(person: Profile): void {
		writeProfile(this.#deps.storage, person);
		// Refused, the earlier description stays until the relay is heard again.
		this.#deps.safe.write(person).catch(() => {});
		this.#profile = person;
	}

	/** Another tab signed in or out: follows it. */
	async follow(): Promise<void> {
		const person = readProfile(this.#deps.storage);
		if (person !== null) await this.#take(person);
		else if (this.#profile !== null) await this.#leave();
	}

	/**
	 * Closes the book. Its data stays on this device unless `erase`.
	 * @returns false when the data is still there because another tab holds it; it is erased at a later start
	 */
	async signOut({ erase }: { erase: boolean }): Promise<boolean> {
		await this.#forget({ tellRelay: true, erase });
		await this.#leave();
		return (await this.#finishFarewell()).erase.length === 0;
	}

	async #take(person: Profile): Promise<void> {
		const known = this.#profile;
		const same =
			known?.staffId === person.staffId && known.firmId === person.firmId && known.deviceId === person.deviceId;
		if (this.#current.phase === 'open' && same) {
			this.#profile = person;
			this.#current.carnet.retryNow();
			return;
		}
		await this.#close();
		await this.#open(person);
	}

	async #open(person: Profile): Promise<void> {
		this.#profile = person;
		try {
			const carnet = await this.#deps.openBook(person);
			this.#stopWatching = watchConnection(carnet, {
				removed: () => void this.#removed(carnet),
				connected: () => void this.#meet(carnet),
			});
			this.#current = { phase: 'open', carnet };
		} catch (error) {
			this.#current = { phase: 'failed', message: error instanceof Error ? error.message : String(error) };
		}
	}

	async #close(): Promise<void> {
		const open = this.#current;
		this.#stopWatching();
		this.#current = { phase: 'opening' };
		if (open.phase === 'open') await open.carnet.close();
	}

	async #leave(): Promise<void> {
		await this.#close();
		this.#profile = null;
		this.#current = { phase: 'signed-out' };
	}

	/** Forgets who is signed in, and notes what else is left to do. */
	async #forget({ tellRelay, erase }: { tellRelay: boolean; erase: boolean }): Promise<void> {
		const { safe, storage } = this.#deps;
		const person = this.#profile;
		await safe.write(null);
		clearProfile(storage);
		if (erase && person !== null) forgetDeviceId(storage, person.email);
		const left = readFarewell(storage).erase;
		writeFarewell(storage, { tellRelay, erase: erase && person !== null ? [...left, person] : left });
	}

	/** Erases the book of a removed device, once the relay has said it by an ordinary call too: one stray word must not cost a book. */
	async #removed(carnet: Carnet): Promise<void> {
		const answer = await this.#deps.askWho();
		if (!this.#isOpen(carnet) || answer.ok) return;
		if (answer.problem.kind !== 'refused' || answer.problem.error !== 'device-removed') return;
		await this.#forget({ tellRelay: false, erase: true });
		await this.#close();
		this.#profile = null;
		const left = await this.#finishFarewell();
		this.#current = { phase: 'removed', erased: left.erase.length === 0 };
	}

	/** Asks how the relay describes the person now: a role may have changed while this device was away. */
	async #meet(carnet: Carnet): Promise<void> {
		const answer = await this.#deps.askWho();
		const known = this.#profile;
		if (!answer.ok || !this.#isOpen(carnet) || known === null) return;
		const same = answer.value.staffId === known.staffId && answer.value.deviceId === known.deviceId;
		if (same && JSON.stringify(answer.value) !== JSON.stringify(known)) this.updateProfile(answer.value);
	}

	#isOpen(carnet: Carnet): boolean {
		return this.#current.phase === 'open' && this.#current.carnet === carnet;
	}

	async #finishFarewell(): Promise<Farewell> {
		const { storage, endSession, eraseBook } = this.#deps;
		const left = readFarewell(storage);
		if (!left.tellRelay && left.erase.length === 0) return left;
		// Someone who signed in since has another session, which stays.
		const told = !left.tellRelay || this.#profile !== null || (await endSession());
		const erased = await Promise.all(
			left.erase.map((person) =>
				eraseBook(person).then(
					() => true,
					() => false,
				),
			),
		);
		const rest = { tellRelay: !told, erase: left.erase.filter((_, index) => erased[index] !== true) };
		writeFarewell(storage, rest);
		return rest;
	}
}

/** What of `navigator.storage` is asked. */
export type StorageAsk = Pick<StorageManager, 'estimate' | 'persisted' | 'persist'>;

/** How much this browser profile holds (bytes), and whether the browser promised to keep it. null: it does not say. */
export class StorageFacts {
	used = $state<number | null>(null);
	quota = $state<number | null>(null);
	kept = $state<boolean | null>(null);
	/** The browser was asked to keep the data, and did not agree. */
	refused = $state(false);
	readonly #storage: StorageAsk | undefined;

	constructor(storage: StorageAsk | undefined) {
		this.#storage = storage;
	}

	async look(): Promise<void> {
		if (this.#storage === undefined) return;
		const [estimate, kept] = await Promise.all([this.#storage.estimate(), this.#storage.persisted()]);
		this.used = estimate.usage ?? null;
		this.quota = estimate.quota ?? null;
		this.kept = kept;
	}

	async protect(): Promise<void> {
		if (this.#storage === undefined) return;
		this.refused = !(await this.#storage.persist());
		await this.look();
	}
}

import type { DocumentName } from '../domain/document-name.ts';
import type { Live } from './live.ts';
import { rested, type Rested, type Timers } from './rested.ts';

export interface PendingDocumentsDeps extends Timers {
	/** Which of these documents have changes that the relay does not have. */
	read(documents: readonly DocumentName[]): Promise<ReadonlySet<DocumentName>>;
	/** Calls whenever that may have changed, until the returned function is called. */
	watch(changed: () => void): () => void;
}

interface Follower {
	heard: (pending: boolean) => void;
	failed: ((error: unknown) => void) | undefined;
	/** null: not told yet */
	last: boolean | null;
}

/**
 * Whether documents wait for the relay, for those that somebody looks at: they are asked about together, with a rest. What waits may be a hundred
 * thousand documents of an import, and changes with every acknowledgement.
 */
export class PendingDocuments {
	#deps: PendingDocumentsDeps;
	#followers = new Map<DocumentName, Set<Follower>>();
	#question: Rested | null = null;
	#stopWatching: (() => void) | null = null;

	constructor(deps: PendingDocumentsDeps) {
		this.#deps = deps;
	}

	/** Whether a document has changes that the relay does not have yet. */
	of(document: DocumentName): Live<boolean> {
		return (heard, failed) => {
			const follower: Follower = { heard, failed, last: null };
			const alike = this.#followers.get(document) ?? new Set();
			this.#followers.set(document, alike.add(follower));
			this.#question ??= this.#start();
			const question = this.#question;
			// A list puts up its rows one by one: they are asked about together.
			queueMicrotask(() => question.again());
			return () => {
				alike.delete(follower);
				if (alike.size === 0 && this.#followers.get(document) === alike) this.#followers.delete(document);
				if (this.#followers.size === 0) this.#end();
			};
		};
	}

	#start(): Rested {
		const question = rested(
			async () => {
				const documents = [...this.#followers.keys()];
				return { documents, pending: await this.#deps.read(documents) };
			},
			({ documents, pending }) => this.#tell(documents, pending),
			(error) => {
				for (const { failed } of [...this.#followers.values()].flatMap((alike) => [...alike])) failed?.(error);
			},
			this.#deps,
		);
		this.#stopWatching = this.#deps.watch(() => question.again());
		return question;
	}

	#end(): void {
		this.#stopWatching?.();
		this.#question?.stop();
		this.#stopWatching = this.#question = null;
	}

	#tell(documents: readonly DocumentName[], pending: ReadonlySet<DocumentName>): void {
		for (const document of documents) {
			const now = pending.has(document);
			for (const follower of [...(this.#followers.get(document) ?? [])]) {
				if (follower.last === now) continue;
				follower.last = now;
				follower.heard(now);
			}
		}
	}
}

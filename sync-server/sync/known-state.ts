import type { FirmId } from '../../src/lib/domain/ids.ts';
import { namesIn, type ErasedName } from '../../src/lib/protocol/events/erased-with.ts';
import { MAX_DOCUMENT_LOG, MAX_GROUP } from '../../src/lib/protocol/limits.ts';
import { erasedAmong } from '../store/log-erase.ts';
import { clientBindings, documentSize, knownEvents, knownGroups } from '../store/log-store.ts';
import type { Sql } from '../store/sql.ts';
import type { CheckedGroup } from './group-check.ts';
import { clientKey, type KnownState } from './judge.ts';

/** Documents whose sizes are remembered. */
const REMEMBERED = 10_000;

/**
 * What the documents' updates in the log come to, in bytes. Remembered: adding up a document's rows for each edit would cost more than the edit.
 * Others may append too, and compaction shrinks: near the limit the truth is asked for.
 */
export class DocumentSizes {
	#sizes = new Map<string, number>();

	async read(sql: Sql, firm: FirmId, documents: readonly string[]): Promise<Map<string, number>> {
		const sizes = await Promise.all(
			documents.map((document) => {
				const remembered = this.#sizes.get(`${firm} ${document}`);
				const isFar = remembered !== undefined && remembered < MAX_DOCUMENT_LOG - MAX_GROUP;
				return isFar ? remembered : documentSize(sql, firm, document);
			}),
		);
		return new Map(documents.map((document, i) => [document, sizes[i] ?? 0]));
	}

	/** Remembers what a transaction came to, after its commit. */
	remember(firm: FirmId, sizes: ReadonlyMap<string, number>): void {
		for (const [document, size] of sizes) this.#sizes.set(`${firm} ${document}`, size);
		for (const key of this.#sizes.keys()) {
			if (this.#sizes.size <= REMEMBERED) return;
			this.#sizes.delete(key);
		}
	}
}

/** Reads what a firm's log knows of everything that these groups touch. */
export async function loadKnown(
	sql: Sql,
	firm: FirmId,
	groups: readonly CheckedGroup[],
	restoring: boolean,
	sizes: DocumentSizes,
): Promise<KnownState> {
	const clients = new Map<string, { document: string; client: number }>();
	const events = new Set<string>();
	const documents = new Set<string>();
	const names = new Set<ErasedName>();
	for (const entry of groups.flatMap((group) => group.entries)) {
		if (entry.kind === 'event') {
			events.add(entry.event.id);
			for (const name of namesIn(entry.event)) names.add(name);
			continue;
		}
		const { document, facts } = entry;
		documents.add(document);
		names.add(document);
		for (const client of [...facts.clients.keys(), ...facts.needs.keys()])
			clients.set(clientKey(document, client), { document, client });
	}
	const [knownIds, knownFacts, bindings, bytes, erased] = await Promise.all([
		knownGroups(sql, firm, [...new Set(groups.map((group) => group.id))]),
		knownEvents(sql, firm, [...events]),
		clientBindings(sql, firm, [...clients.values()]),
		sizes.read(sql, firm, [...documents]),
		erasedAmong(sql, firm, [...names]),
	]);
	return {
		groups: knownIds,
		events: knownFacts,
		clients: new Map(bindings.map((binding) => [clientKey(binding.document, binding.client), binding])),
		sizes: bytes,
		erased,
		restoring,
	};
}

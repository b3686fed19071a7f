import type { ClientExport, Exchange, TableExport } from '$lib/app/exchange.ts';
import { getApp, getCarnet } from '$lib/app/session-context.ts';
import { getToasts } from '$lib/components/toasts.svelte.ts';
import { getPeople } from '$lib/features/activity/people-context.ts';
import { saveBlob } from '$lib/features/sync-status/save-file.ts';
import * as m from '$messages';

/** Hands records over as files, and says what came of it. Each resolves when that is done. */
export interface Exports {
	table(scope: TableExport['scope'], format: TableExport['format']): Promise<void>;
	archive(): Promise<void>;
	/** @param name the client's, for the file's */
	client(of: ClientExport['of'], name: string): Promise<void>;
}

/** To be called while a component is made. */
export function createExport(): Exports {
	const { clock, preferences } = getApp();
	const carnet = getCarnet();
	const people = getPeople();
	const toasts = getToasts();
	const named = (name: string, ending: string) => `${name}-${new Date(clock.now).toISOString().slice(0, 10)}.${ending}`;

	async function run(name: string, make: (exchange: Exchange) => Promise<Blob>): Promise<void> {
		let exchange: Exchange | null = null;
		try {
			exchange = await carnet.openExchange(preferences.locale.current);
			saveBlob(name, await make(exchange));
			toasts.show(m.export_done());
		} catch (error) {
			toasts.show(m.export_failed({ reason: error instanceof Error ? error.message : String(error) }), { tone: 'danger' });
		} finally {
			exchange?.close();
		}
	}

	/** The names of columns come with the import's own words: they are loaded when somebody exports. */
	async function titles(): Promise<TableExport['titles']> {
		const { exportTitles } = await import('$lib/features/import/target-words.ts');
		return exportTitles();
	}

	return {
		table: (scope, format) =>
			run(named(m.export_file(), format), async (exchange) =>
				exchange.exportTable({ scope, format, titles: await titles(), sheet: m.export_file() }, () => undefined),
			),
		archive: () => run(named(m.export_archive_file(), 'json'), (exchange) => exchange.exportArchive(Object.fromEntries(people.staffByName.map((id) => [id, people.staffName(id) ?? ''])), () => undefined)),
		client: (of, name) =>
			run(named(name.replace(/[^\p{L}\p{N}]+/gu, '-').toLowerCase(), 'zip'), async (exchange) => exchange.exportClient({ of, titles: await titles() })),
	};
}

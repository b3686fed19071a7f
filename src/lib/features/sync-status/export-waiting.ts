import type { Carnet } from '$lib/app/carnet.ts';
import type { Toasts } from '$lib/components/toasts.svelte.ts';
import * as m from '$messages';
import { saveFile } from './save-file.ts';

/**
 * Saves what waits on this device as a file, and says whether it worked.
 * @param now ms since 1970, for the file's name
 */
export async function exportWaiting(carnet: Carnet, toasts: Toasts, now: number): Promise<void> {
	try {
		const day = new Date(now).toISOString().slice(0, 10);
		saveFile(`carnet-${day}.json`, await carnet.exportWaiting(), 'application/json');
		toasts.show(m.status_export_done());
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		toasts.show(m.status_export_failed({ reason }), { tone: 'danger' });
	}
}

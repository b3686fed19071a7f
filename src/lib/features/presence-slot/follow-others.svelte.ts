import type { Live } from '$lib/app/carnet.ts';
import { followLive } from '$lib/app/live.svelte.ts';
import type { DocumentName } from '$lib/domain/document-name.ts';
import { getPresence, type PresentPerson } from './presence-context.ts';

const nobody: Live<readonly PresentPerson[]> = (heard) => {
	heard([]);
	return () => undefined;
};

/** Who else has a record open, for as long as the component that calls this is on screen; nobody where nothing tells. */
export function followOthers(document: () => DocumentName): { readonly current: readonly PresentPerson[] } {
	const presence = getPresence();
	return followLive(() => presence?.others(document()) ?? nobody, [] as readonly PresentPerson[]);
}

import type { Carnet } from './carnet.ts';

/** What an open book's connection tells the session. */
export interface ConnectionEvents {
	/** The relay says that this device was removed. */
	removed(): void;
	/** The relay is reached, for the first time or again. */
	connected(): void;
}

/** Follows an open book's connection until the returned function is called. */
export function watchConnection(carnet: Pick<Carnet, 'queries'>, events: ConnectionEvents): () => void {
	let connected = false;
	return carnet.queries.status()(({ connection }) => {
		if (connection.state === 'removed') events.removed();
		if (connection.state === 'current' && !connected) events.connected();
		connected = connection.state === 'current';
	});
}

import * as z from 'zod/mini';
import { connectionState } from './status.ts';

/** What tabs and workers of one book tell each other over a BroadcastChannel. A lost message does no harm: all of it is said again. */
export const channelMessage = z.discriminatedUnion('type', [
	/** Something was saved: whoever replicates looks into the outbox. */
	z.object({ type: z.literal('outbox-changed') }),
	/** From the one that replicates, at every change and with every heartbeat. */
	z.object({ type: z.literal('status'), status: connectionState }),
	z.object({ type: z.literal('alive') }),
	/** Somebody asks to try now, or has signed in again. */
	z.object({ type: z.literal('start') }),
	z.object({ type: z.literal('attended') }),
	z.object({ type: z.literal('network'), online: z.boolean() }),
]);
export type ChannelMessage = z.infer<typeof channelMessage>;

/** The name of a book's channel and of the lock that elects its replicator. */
export function channelName(book: string): string {
	return `${book}/replication`;
}

/** The channel of a book; messages that can't be read are passed over. */
export function openChannel(book: string): {
	post: (message: ChannelMessage) => void;
	heard: (callback: (message: ChannelMessage) => void) => void;
	close: () => void;
} {
	const channel = new BroadcastChannel(channelName(book));
	return {
		post: (message) => channel.postMessage(message),
		heard: (callback) =>
			channel.addEventListener('message', ({ data }) => {
				const parsed = channelMessage.safeParse(data);
				if (parsed.success) callback(parsed.data);
			}),
		close: () => channel.close(),
	};
}

/// <reference lib="webworker" />
import * as z from 'zod/mini';
import { createLocalListEngine } from '../queries/local-list-engine.ts';
import { BookDatabase } from '../storage/dexie-store.ts';
import { listCall, type ListReply } from './list-calls.ts';

declare const self: DedicatedWorkerGlobalScope;

/** Lists and searches in a thread of their own: going through 100,000 records never holds up a key press. */
self.onmessage = ({ data }) => {
	const { book } = z.object({ book: z.string() }).parse(data);
	const engine = createLocalListEngine(new BookDatabase(book));
	self.onmessage = async ({ data: message }) => {
		const call = listCall.parse(message);
		self.postMessage(await answer(call.number, () => (engine[call.name] as (...args: unknown[]) => unknown)(...call.args)));
	};
};

async function answer(number: number, ask: () => unknown): Promise<ListReply> {
	try {
		return { number, value: await ask() };
	} catch (error) {
		return { number, failed: error instanceof Error ? error.message : String(error) };
	}
}

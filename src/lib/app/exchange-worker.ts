/// <reference lib="webworker" />
import { StorageFailed } from '../storage/book-store.ts';
import { Cancelled, FileRefused } from '../exchange/table.ts';
import { exchangeCall, exchangeStart, type ExchangeFailure, type ExchangeReply } from './exchange-calls.ts';
import { Busy, ExchangeWork } from './exchange-work.ts';

declare const self: DedicatedWorkerGlobalScope;

/** Imports and exports in a thread of their own, with documents of their own to write: to the book it is one more tab. */
self.onmessage = ({ data }) => {
	const work = new ExchangeWork(exchangeStart.parse(data));
	self.onmessage = async ({ data: message }) => {
		const call = exchangeCall.parse(message);
		if ('cancel' in call) {
			work.cancel();
			return;
		}
		const { number, name, args } = call;
		const say = (reply: ExchangeReply) => self.postMessage(reply);
		try {
			say({ number, value: await work.call(name, args, (done, total) => say({ number, done, total })) });
		} catch (error) {
			say({ number, failed: failureOf(error) });
		}
	};
};

function failureOf(error: unknown): ExchangeFailure {
	if (error instanceof Cancelled) return { why: 'cancelled' };
	if (error instanceof Busy) return { why: 'busy' };
	if (error instanceof FileRefused) return { why: 'file', fault: error.fault };
	if (error instanceof StorageFailed) return { why: 'storage', reason: error.reason };
	return { why: 'broken', message: error instanceof Error ? error.message : String(error) };
}

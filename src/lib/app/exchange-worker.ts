/// <reference lib="webworker" />
import { Cancelled, FileRefused } from '../exchange/table.ts';
import { exchangeStart, type FileFailure } from './exchange-calls.ts';
import { Busy, ExchangeWork } from './exchange-work.ts';
import { answerCalls } from './work-calls.ts';

declare const self: DedicatedWorkerGlobalScope;

/** Imports and exports in a thread of their own. */
answerCalls<FileFailure>(
	self,
	(start) => new ExchangeWork(exchangeStart.parse(start)),
	(error) => {
		if (error instanceof Cancelled) return { why: 'cancelled' };
		if (error instanceof Busy) return { why: 'busy' };
		return error instanceof FileRefused ? { why: 'file', fault: error.fault } : null;
	},
);

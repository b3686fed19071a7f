/// <reference lib="webworker" />
import type { BulkChange, BulkTarget, Invitee } from '../commands/command-input.ts';
import type { GroupId } from '../domain/ids.ts';
import { manyStart, type MANY_CALLS } from './many-calls.ts';
import { answerCalls, type Work } from './work-calls.ts';
import { openWorkerBook } from './worker-book.ts';

declare const self: DedicatedWorkerGlobalScope;

/** Changes of many records in a thread of their own. */
answerCalls(self, (start): Work => {
	const { commands } = openWorkerBook(manyStart.parse(start).profile);
	return {
		call: async (name, args, { progress, cancelled }) => {
			switch (name as (typeof MANY_CALLS)[number]) {
				case 'bulk':
					return commands.bulk(args[0] as BulkTarget, args[1] as BulkChange, progress, cancelled);
				case 'undo':
					return commands.undo(args[0] as readonly GroupId[], progress, cancelled);
				case 'requestInvitations':
					return commands.requestInvitations(args[0] as readonly Invitee[], args[1] as string, progress);
			}
		},
	};
});

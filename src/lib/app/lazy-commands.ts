import type { Commands } from '../commands/command-input.ts';
import { StorageFailed } from '../storage/book-store.ts';
import type { StatusSource } from './status-source.ts';

type Command = (...input: unknown[]) => Promise<unknown>;

/**
 * The commands, whose code is loaded when the first of them is called. Every command's failure to save is a fact for the status; the next one
 * that saves takes it back.
 */
export function lazyCommands(load: () => Promise<Commands>, status: Pick<StatusSource, 'saved'>): Commands {
	const run =
		(name: string): Command =>
		async (...input) => {
			try {
				const command = (await load())[name as keyof Commands] as unknown as Command;
				const result = await command(...input);
				status.saved(null);
				return result;
			} catch (error) {
				status.saved(error instanceof StorageFailed ? error.reason : 'unknown');
				throw error;
			}
		};
	// What is awaited is asked for `then`: the commands are no promise.
	return new Proxy({} as Commands, {
		get: (_, name) => (typeof name === 'string' && name !== 'then' ? run(name) : undefined),
	});
}

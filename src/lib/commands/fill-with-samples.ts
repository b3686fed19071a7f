import type { CommandDeps } from './commit.ts';
import { createAccounts } from './create-account.ts';

const SAMPLES = 300;
const AT_ONCE = 25;

/**
 * Puts 300 invented accounts into the book, by the same way as those that people create, 25 in a group; with tags, and with custom fields and
 * folders where the person may set the firm up.
 * @param progress told after each group is on disk
 * @throws StorageFailed; what was saved before stays
 */
export async function fillWithSamples(deps: CommandDeps, progress: (done: number, total: number) => void): Promise<void> {
	const [{ makeSamples }, { setUpSamples }] = await Promise.all([import('./samples/make-samples.ts'), import('./samples/set-up-samples.ts')]);
	const samples = makeSamples(SAMPLES, { setUp: await setUpSamples(deps), newId: () => deps.platform.uuid() });
	for (let done = 0; done < samples.length; done += AT_ONCE) {
		await createAccounts(deps, samples.slice(done, done + AT_ONCE));
		progress(Math.min(done + AT_ONCE, samples.length), samples.length);
	}
}

import { compile } from '@inlang/paraglide-js';

/** How the message files become functions; the build, the tests and `npm run messages` share it. */
export const paraglideOptions = {
	project: './project.inlang',
	outdir: './src/lib/i18n/paraglide',
	strategy: ['baseLocale' as const],
	emitTsDeclarations: true,
	emitGitIgnore: false,
};

/** Writes the message functions to src/lib/i18n/paraglide. */
export async function compileMessages(): Promise<void> {
	await compile(paraglideOptions);
}

if (import.meta.main) await compileMessages();

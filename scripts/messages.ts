import { compile } from '@inlang/paraglide-js';

/** How the message files become functions; the build and `npm run messages` share it. */
export const paraglideOptions = {
	project: './project.inlang',
	outdir: './src/lib/i18n/paraglide',
	strategy: ['baseLocale' as const],
	emitTsDeclarations: true,
	emitGitIgnore: false,
};

if (import.meta.main) await compile(paraglideOptions);

import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChecks } from './check/checks.ts';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const { passed, failed } = await runChecks();
process.stdout.write(`${passed} checks passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

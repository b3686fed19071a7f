import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes of the heap that something still holds: garbage is collected first. */
export function heapUsed(): number {
	setFlagsFromString('--expose-gc');
	const collect: () => void = runInNewContext('gc');
	collect();
	collect();
	return process.memoryUsage().heapUsed;
}

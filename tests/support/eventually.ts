import { vi } from 'vitest';

/** Repeats assertions until they hold: up to 10 s, since whole relays and devices share this machine's cores. */
export function eventually<T>(holds: () => T | Promise<T>): Promise<T> {
	return vi.waitFor(holds, 10_000);
}

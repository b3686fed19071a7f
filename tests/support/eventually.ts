import { vi } from 'vitest';

/** Repeats a check until it passes; gives up after 20 s, which is long enough for a machine that has much else to do. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
	return vi.waitFor(check, { timeout: 20_000, interval: 50 }) as Promise<T>;
}

import { createContext } from 'svelte';

/** A short word on what was just done, with a way back where there is one. */
export interface Toast {
	id: number;
	text: string;
	tone: 'plain' | 'danger';
	/** Takes back what was done, or another act that belongs to it. */
	action: { label: string; run: () => void } | null;
	/** How far something is that is under way: such a toast stands until it is dismissed. */
	progress: { done: number; total: number } | null;
}

/** How long a toast stands, in ms: long enough to read it and to reach its button. It waits while pointed at or focused. */
export const TOAST_TIME = 10_000;

/** The most that stand at once; an older one makes room. */
const MOST = 3;

/** The toasts on screen, newest last. */
export interface Toasts {
	readonly all: readonly Toast[];
	show(text: string, options?: Partial<Pick<Toast, 'tone' | 'action' | 'progress'>>): number;
	/** Moves on the progress of a toast that stands. */
	advance(id: number, done: number, total: number): void;
	dismiss(id: number): void;
}

/** The toasts of the page: the root layout provides them, screens show through them. */
export const [getToasts, provideToasts] = createContext<Toasts>();

export function createToasts(): Toasts {
	let all = $state.raw<readonly Toast[]>([]);
	let next = 1;
	return {
		get all() {
			return all;
		},
		show(text, options = {}) {
			const id = next++;
			all = [...all, { id, text, tone: options.tone ?? 'plain', action: options.action ?? null, progress: options.progress ?? null }].slice(-MOST);
			return id;
		},
		advance(id, done, total) {
			all = all.map((toast) => (toast.id === id ? { ...toast, progress: { done, total } } : toast));
		},
		dismiss(id) {
			all = all.filter((toast) => toast.id !== id);
		},
	};
}

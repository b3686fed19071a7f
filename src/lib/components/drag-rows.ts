import type { Attachment } from 'svelte/attachments';

/** What a list does while one of its rows is dragged. Rows carry `data-row`, grips `data-grip`. */
export interface RowDrag {
	/** A row was taken up; `false` leaves it where it is. */
	begin: (id: string) => boolean;
	/** The pointer is over this row, so far down it (0 to 1); null: beside the list. */
	over: (id: string | null, down: number) => void;
	/** Let go: after `over` with a row, or given up. */
	end: (dropped: boolean) => void;
}

/** How far a pointer moves, in px, before a press is a drag. */
const THRESHOLD = 5;

/** How near to an edge, in px, the page scrolls by itself, and how far at each move. */
const EDGE = 40;
const SCROLL = 12;

/**
 * Rows that are moved by pointer: by a grip under a finger (so that the page still scrolls), anywhere on the row with a mouse.
 * Escape gives up. It says where the pointer is; the list decides what that means. Keys and menus do the same elsewhere.
 */
export function dragRows(drag: RowDrag): Attachment<HTMLElement> {
	return (list) => {
		let held: { id: string; x: number; y: number; dragging: boolean } | null = null;

		function down(event: PointerEvent) {
			const target = event.target instanceof Element ? event.target : null;
			const row = target?.closest<HTMLElement>('[data-row]');
			const id = row?.dataset.row;
			if (event.button !== 0 || id === undefined || target === null) return;
			const grip = target.closest('[data-grip]') !== null;
			if (!grip && (event.pointerType !== 'mouse' || target.closest('button, a, input, textarea') !== null)) return;
			held = { id, x: event.clientX, y: event.clientY, dragging: false };
			window.addEventListener('pointermove', move);
			window.addEventListener('pointerup', up);
			window.addEventListener('pointercancel', giveUp);
			window.addEventListener('keydown', press, true);
		}

		function move(event: PointerEvent) {
			if (held === null) return;
			if (!held.dragging) {
				if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < THRESHOLD) return;
				if (!drag.begin(held.id)) return release();
				held.dragging = true;
				document.documentElement.style.cursor = 'grabbing';
				window.getSelection()?.removeAllRanges();
			}
			event.preventDefault();
			scrollNear(list, event.clientY);
			const row = rowAt(list, event.clientX, event.clientY);
			if (row === null) return drag.over(null, 0);
			const { top, height } = row.getBoundingClientRect();
			drag.over(row.dataset.row ?? null, (event.clientY - top) / height);
		}

		function up() {
			const dropped = held?.dragging === true;
			release();
			if (dropped) drag.end(true);
		}

		function giveUp() {
			const dragging = held?.dragging === true;
			release();
			if (dragging) drag.end(false);
		}

		function press(event: KeyboardEvent) {
			if (event.key !== 'Escape' || held?.dragging !== true) return;
			event.preventDefault();
			event.stopPropagation();
			giveUp();
		}

		function release() {
			held = null;
			document.documentElement.style.cursor = '';
			window.removeEventListener('pointermove', move);
			window.removeEventListener('pointerup', up);
			window.removeEventListener('pointercancel', giveUp);
			window.removeEventListener('keydown', press, true);
		}

		list.addEventListener('pointerdown', down);
		return () => {
			list.removeEventListener('pointerdown', down);
			giveUp();
		};
	};
}

/** The row at this height of the list, wherever across; null beside the list. */
function rowAt(list: HTMLElement, x: number, y: number): HTMLElement | null {
	const bounds = list.getBoundingClientRect();
	if (x < bounds.left - EDGE || x > bounds.right + EDGE) return null;
	for (const row of list.querySelectorAll<HTMLElement>('[data-row]')) {
		const { top, bottom } = row.getBoundingClientRect();
		if (y >= top && y < bottom) return row;
	}
	return null;
}

function scrollNear(list: HTMLElement, y: number): void {
	let area: HTMLElement | null = list;
	while (
		area !== null &&
		!(area.scrollHeight > area.clientHeight && /auto|scroll/.test(getComputedStyle(area).overflowY))
	) {
		area = area.parentElement;
	}
	if (area === null) return;
	const { top, bottom } = area.getBoundingClientRect();
	if (y < top + EDGE) area.scrollTop -= SCROLL;
	else if (y > bottom - EDGE) area.scrollTop += SCROLL;
}

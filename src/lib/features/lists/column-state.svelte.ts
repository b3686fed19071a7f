import type { Personal, PersonalValues } from '$lib/app/carnet.ts';
import type { SortColumn, SortOrder } from '$lib/queries/list-spec.ts';

/** A column that a list can show. */
export interface ListColumn {
	/** As it is remembered: at most 64 characters. */
	id: string;
	label: string;
	/** null: it can't be sorted by. */
	sort: SortColumn | null;
	/** Values in the order wanted, where they don't sort by themselves. */
	order?: SortOrder;
	/** Its share of the room that is left. */
	grow: number;
	/** px; narrower it says nothing. */
	least: number;
	/** Where it is shown before anybody chose: everywhere, on wide screens, nowhere. */
	usual: 'always' | 'wide' | 'never';
	/** Figures stand at the right. */
	end?: boolean;
}

/** How what the firm names sorts: by its names, which records don't hold. */
export interface ColumnOrders {
	tags: SortOrder;
	people: SortOrder;
}

/** A column as it stands on screen. */
export interface ShownColumn extends ListColumn {
	/** px; null: its share of the room */
	width: number | null;
}

/** px, as personal documents take them. */
const WIDTHS = { least: 64, most: 1_200, step: 24 };

type Kept = NonNullable<PersonalValues['accountColumns']>;

/** Which columns a person sees, in which order and how wide, on all of their devices. The first column, the name, always stands first. */
export class ColumnState {
	#kept = $state.raw<Kept | null>(null);
	readonly #key: 'accountColumns' | 'contactColumns';
	readonly #all: () => readonly ListColumn[];
	readonly #personal: Pick<Personal, 'live' | 'choose'>;
	readonly #wide: () => boolean;

	constructor(
		key: 'accountColumns' | 'contactColumns',
		all: () => readonly ListColumn[],
		personal: Pick<Personal, 'live' | 'choose'>,
		wide: () => boolean,
	) {
		this.#key = key;
		this.#all = all;
		this.#wide = wide;
		this.#personal = personal;
	}

	/** Follows what was chosen on any device, until the returned function is called. */
	follow(): () => void {
		return this.#personal.live((values) => {
			this.#kept = values[this.#key];
		});
	}

	get shown(): ShownColumn[] {
		const all = this.#all();
		const [first, ...others] = all;
		if (first === undefined) return [];
		const kept = this.#kept;
		if (kept === null) {
			const usual = others.filter((column) => column.usual === 'always' || (column.usual === 'wide' && this.#wide()));
			return [first, ...usual].map((column) => ({ ...column, width: null }));
		}
		const widths = new Map(kept.map(({ column, width }) => [column, width]));
		const chosen = kept.flatMap(({ column }) => others.find(({ id }) => id === column) ?? []);
		return [first, ...chosen].map((column) => ({ ...column, width: widths.get(column.id) ?? null }));
	}

	get hidden(): ListColumn[] {
		const shown = new Set(this.shown.map(({ id }) => id));
		return this.#all().filter(({ id }) => !shown.has(id));
	}

	/** Whether anything differs from how it comes. */
	get chosen(): boolean {
		return this.#kept !== null;
	}

	show(id: string): void {
		const column = this.#all().find((one) => one.id === id);
		if (column !== undefined) this.#change([...this.shown, { ...column, width: null }]);
	}

	hide(id: string): void {
		this.#change(this.shown.filter((column) => column.id !== id));
	}

	/** Puts a column at a place (0 is the name's, and stays the name's). */
	move(id: string, place: number): void {
		const shown = this.shown;
		const moved = shown.find((column) => column.id === id);
		if (moved === undefined || moved.id === shown[0]?.id) return;
		const others = shown.filter((column) => column !== moved);
		others.splice(Math.max(1, Math.min(place, others.length)), 0, moved);
		this.#change(others);
	}

	/** @param width px; null: its share of the room */
	resize(id: string, width: number | null): void {
		this.drag(id, width);
		this.keep();
	}

	/** The same while it is being dragged: shown, and not remembered before `keep`. */
	drag(id: string, width: number | null): void {
		const fitting = width === null ? null : Math.round(Math.min(WIDTHS.most, Math.max(WIDTHS.least, width)));
		this.#set(this.shown.map((column) => (column.id === id ? { ...column, width: fitting } : column)));
	}

	keep(): void {
		this.#personal.choose({ [this.#key]: this.#kept });
	}

	/** Wider or narrower by a step. @param drawn px that it has now */
	step(id: string, drawn: number, by: 1 | -1): void {
		this.resize(id, drawn + by * WIDTHS.step);
	}

	/** As it comes. */
	reset(): void {
		this.#kept = null;
		this.keep();
	}

	#change(columns: readonly ShownColumn[]): void {
		this.#set(columns);
		this.keep();
	}

	#set(columns: readonly ShownColumn[]): void {
		this.#kept = columns.map(({ id, width }) => ({ column: id, width }));
	}
}

/** The columns as CSS lays them out, and the least width that they need (px, gaps included). */
export function layout(columns: readonly ShownColumn[]): { template: string; least: number } {
	const GAP = 16;
	// One column must take what is left, or rows would end in the middle.
	const allFixed = columns.every(({ width }) => width !== null);
	const tracks = columns.map(({ width, least, grow }, i) =>
		width !== null && !(allFixed && i === 0) ? `${width}px` : `minmax(${width ?? least}px, ${grow}fr)`,
	);
	return {
		template: tracks.join(' '),
		least: columns.reduce((sum, { width, least }) => sum + (width ?? least) + GAP, 0),
	};
}

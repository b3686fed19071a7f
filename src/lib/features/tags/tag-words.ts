import type { TagColor } from '$lib/domain/tag.ts';
import * as m from '$messages';

const COLORS: Readonly<Record<TagColor, () => string>> = {
	grey: m.tags_color_grey,
	red: m.tags_color_red,
	orange: m.tags_color_orange,
	amber: m.tags_color_amber,
	green: m.tags_color_green,
	teal: m.tags_color_teal,
	blue: m.tags_color_blue,
	violet: m.tags_color_violet,
	pink: m.tags_color_pink,
};

/** A tag's colour in the language on screen. */
export function colorWord(color: TagColor): string {
	return COLORS[color]();
}

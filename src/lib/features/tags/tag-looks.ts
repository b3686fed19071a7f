import type { TagColor } from '$lib/domain/tag.ts';

/** The dot of a tag: the same lightness for each hue, so that none shouts; 3:1 at least on every surface, in both themes. */
export const TAG_LOOKS: Readonly<Record<TagColor, string>> = {
	grey: 'light-dark(oklch(0.58 0.01 265), oklch(0.7 0.01 265))',
	red: 'light-dark(oklch(0.58 0.18 25), oklch(0.7 0.16 25))',
	orange: 'light-dark(oklch(0.6 0.15 50), oklch(0.74 0.14 55))',
	amber: 'light-dark(oklch(0.62 0.13 80), oklch(0.8 0.14 85))',
	green: 'light-dark(oklch(0.58 0.14 145), oklch(0.74 0.15 148))',
	teal: 'light-dark(oklch(0.58 0.1 190), oklch(0.74 0.11 190))',
	blue: 'light-dark(oklch(0.56 0.15 255), oklch(0.7 0.13 252))',
	violet: 'light-dark(oklch(0.56 0.17 295), oklch(0.7 0.15 295))',
	pink: 'light-dark(oklch(0.6 0.17 350), oklch(0.74 0.15 350))',
};

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

type Oklch = readonly [lightness: number, chroma: number, hue: number];

const css = readFileSync(new URL('../../../src/tokens.css', import.meta.url), 'utf8');
const themes = readTokens(css);

/** Every opaque `--name: light-dark(oklch(…), oklch(…))` of the style sheet. */
function readTokens(text: string): Record<'light' | 'dark', Map<string, Oklch>> {
	const light = new Map<string, Oklch>();
	const dark = new Map<string, Oklch>();
	for (const [, name = '', a = '', b = ''] of text.matchAll(/--([a-z-]+): light-dark\(oklch\(([\d. ]+)\), oklch\(([\d. ]+)\)\)/g)) {
		light.set(name, parts(a));
		dark.set(name, parts(b));
	}
	return { light, dark };
}

function parts(text: string): Oklch {
	const [lightness = 0, chroma = 0, hue = 0] = text.split(' ').map(Number);
	return [lightness, chroma, hue];
}

/** Relative luminance (WCAG 2.2) of an OKLCH colour, by way of linear sRGB (Ottosson, "A perceptual color space", 2020). */
function luminance([lightness, chroma, hue]: Oklch): number {
	const a = chroma * Math.cos((hue * Math.PI) / 180);
	const b = chroma * Math.sin((hue * Math.PI) / 180);
	const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
	const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
	const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
	const clip = (value: number) => Math.min(1, Math.max(0, value));
	const red = clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
	const green = clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
	const blue = clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(theme: 'light' | 'dark', a: string, b: string): number {
	const [one, other] = [a, b].map((name) => {
		const token = themes[theme].get(name);
		if (token === undefined) throw new Error(`no token --${name}`);
		return luminance(token);
	});
	const [high, low] = [Math.max(one ?? 0, other ?? 0), Math.min(one ?? 0, other ?? 0)];
	return (high + 0.05) / (low + 0.05);
}

describe.each(['light', 'dark'] as const)('colours of the %s theme', (theme) => {
	test('hold 4.5:1 for every text on every surface', () => {
		for (const text of ['ink', 'muted', 'accent', 'danger', 'warn', 'good']) {
			for (const surface of ['page', 'sidebar', 'raised', 'field', 'hover', 'pressed']) {
				expect(contrast(theme, text, surface), `${text} on ${surface}`).toBeGreaterThanOrEqual(4.5);
			}
		}
		expect(contrast(theme, 'on-accent', 'accent')).toBeGreaterThanOrEqual(4.5);
		expect(contrast(theme, 'on-accent', 'accent-hover')).toBeGreaterThanOrEqual(4.5);
	});

	test('hold 4.5:1 on the soft grounds of chips and notices', () => {
		for (const tone of ['accent', 'danger', 'warn', 'good']) {
			for (const text of [tone, 'ink', 'muted']) {
				expect(contrast(theme, text, `${tone}-soft`), `${text} on ${tone}-soft`).toBeGreaterThanOrEqual(4.5);
			}
		}
	});

	test('hold 3:1 for the outline of controls', () => {
		for (const surface of ['page', 'sidebar', 'raised', 'field']) {
			expect(contrast(theme, 'control', surface), surface).toBeGreaterThanOrEqual(3);
		}
	});
});

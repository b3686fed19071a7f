import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { engines } from './engines.mjs';

// Draws the PNG icons of static/ from static/icon.svg: run `node scripts/draw-icons.ts` after changing it.
process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const round = readFileSync('static/icon.svg', 'utf8');
const browser = await chromium.launch({ executablePath: engines.chromium.find()?.browser, args: ['--no-sandbox', '--disable-gpu'] });
await draw('icon-192.png', 192, round);
await draw('icon-512.png', 512, round);
// Systems cut these to their own shape: a full square, with the mark inside of what every shape leaves.
await draw('icon-maskable-512.png', 512, square(0.82));
await draw('apple-touch-icon.png', 180, square(0.95));
await browser.close();

async function draw(file: string, size: number, svg: string): Promise<void> {
	const page = await browser.newPage({ viewport: { width: size, height: size } });
	await page.setContent(`<style>* { margin: 0 } svg { display: block; width: ${size}px; height: ${size}px }</style>${svg}`);
	await page.screenshot({ path: `static/${file}`, omitBackground: true });
	await page.close();
}

/** The icon with square corners and its mark scaled. */
function square(scale: number): string {
	return round
		.replace(/ rx="\d+"/, '')
		.replace('<path', `<g transform="translate(256 256) scale(${scale}) translate(-256 -256)"><path`)
		.replace('</svg>', '</g></svg>');
}

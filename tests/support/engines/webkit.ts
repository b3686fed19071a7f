import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { findWebKit } from '../browsers.ts';
import { findByRole, findField } from './accessible-name.ts';
import { PATIENCE, type Engine, type EngineWindow } from './engine.ts';
import { eventually, freePort, startProgram, type Program } from './processes.ts';

const browser = fileURLToPath(new URL('webkit-browser.js', import.meta.url));
/** How WebDriver names an element in its answers. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const element = z.nullable(z.object({ [ELEMENT]: z.string() }));
/** What WebDriver takes for a key. */
const keys = { Enter: '\ue007', Escape: '\ue00c', Tab: '\ue004' };

/** WebKit, as iPads run it: WebKitGTK, driven by its own WebDriver on a display of its own. null where it is not installed. */
export function webkitEngine(): Engine | null {
	const programs = findWebKit();
	if (programs === null) return null;
	return {
		name: 'webkit',
		open: async (profile) => {
			mkdirSync(profile, { recursive: true });
			const display = await startDisplay(programs.display);
			const port = await freePort();
			const driver = startProgram(programs.driver, [`--port=${port}`, '--host=127.0.0.1'], {
				DISPLAY: display.name,
				GDK_BACKEND: 'x11',
				// The sandbox needs rights that a container does not give; the pages are our own.
				WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
			});
			return windowOf(`http://127.0.0.1:${port}`, profile, [driver, display.program]);
		},
	};
}

/** Starts a display without a screen; it says its number on file descriptor 3. */
async function startDisplay(path: string): Promise<{ program: Program; name: string }> {
	const program = startProgram(path, ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {}, ['ignore', 'ignore', 'ignore', 'pipe']);
	const pipe = program.child.stdio[3];
	if (!pipe) throw new Error('The display has no pipe.');
	const [number] = await once(pipe, 'data');
	return { program, name: `:${String(number).trim()}` };
}

async function windowOf(address: string, profile: string, programs: Program[]): Promise<EngineWindow> {
	const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': { binary: browser, args: [profile] } } };
	const created = await eventually('WebKit starts', () => call(address, 'POST', '/session', { capabilities }));
	const session = `/session/${z.object({ sessionId: z.string() }).parse(created).sessionId}`;
	const ask = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> => call(address, method, `${session}${path}`, body);
	const run = (script: string, ...args: unknown[]): Promise<unknown> => ask('POST', '/execute/sync', { script, args });
	await ask('POST', '/timeouts', { pageLoad: PATIENCE, script: PATIENCE });

	/** Acts on the element that a script finds; an element that was drawn anew meanwhile is looked for again. */
	const withElement = (what: string, script: string, args: unknown[], act: (id: string) => Promise<unknown>): Promise<unknown> =>
		eventually(what, async () => {
			const found = element.parse(await run(script, ...args));
			if (found === null) return undefined;
			await act(found[ELEMENT] ?? '');
			return true;
		});
	/** Where an element stands, one frame later: equal twice in a row when nothing moves it any more. */
	const placeOf = (id: string): Promise<unknown> =>
		ask('POST', '/execute/async', {
			script: 'const [element, done] = arguments; requestAnimationFrame(() => done(JSON.stringify(element.getBoundingClientRect())));',
			args: [{ [ELEMENT]: id }],
		});
	const end = async (): Promise<void> => {
		for (const program of programs) await program.kill();
	};
	return {
		goto: async (url) => void (await ask('POST', '/url', { url })),
		reload: async () => void (await ask('POST', '/refresh', {})),
		fill: async (label, text) =>
			void (await withElement(`a field "${label}"`, findField, [label], async (id) => {
				await ask('POST', `/element/${id}/clear`, {});
				await ask('POST', `/element/${id}/value`, { text });
			})),
		click: async (role, name) =>
			void (await withElement(`a ${role} "${name}"`, findByRole, [role, name], async (id) => {
				await eventually('it stands still', async () => {
					const before = await placeOf(id);
					return before === (await placeOf(id)) || undefined;
				});
				await ask('POST', `/element/${id}/click`, {});
			})),
		press: async (key) => {
			const strokes = ['keyDown', 'keyUp'].map((type) => ({ type, value: keys[key] }));
			await ask('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions: strokes }] });
		},
		sees: async (text) =>
			void (await eventually(`the page shows "${text}"`, async () => (await run('return document.body.innerText.includes(arguments[0])', text)) || undefined)),
		text: async () => z.string().parse(await run('return document.body.innerText')),
		worksOffline: async () =>
			void (await eventually('a service worker is in charge', async () => (await run("return navigator.serviceWorker.controller?.state === 'activated'")) || undefined)),
		screenshot: async (path) => writeFileSync(path, z.string().parse(await ask('GET', '/screenshot')), 'base64'),
		kill: end,
		close: async () => {
			await ask('DELETE', '');
			await end();
		},
	};
}

/** One call of the WebDriver protocol. Throws with the driver's own words. */
async function call(address: string, method: string, path: string, body?: unknown): Promise<unknown> {
	const response = await fetch(`${address}${path}`, {
		method,
		headers: { 'content-type': 'application/json' },
		body: body === undefined ? undefined : JSON.stringify(body),
		signal: AbortSignal.timeout(2 * PATIENCE),
	});
	const { value } = z.object({ value: z.unknown() }).parse(await response.json());
	if (!response.ok) {
		const { error, message } = z.object({ error: z.string(), message: z.string() }).parse(value);
		throw new Error(`WebDriver ${method} ${path}: ${error}: ${message}`);
	}
	return value;
}

import { expect, test } from '@playwright/test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumEngine } from '../support/engines/chromium.ts';
import { firefoxEngine } from '../support/engines/firefox.ts';
import { webkitEngine } from '../support/engines/webkit.ts';

/** A page that keeps what was typed in IndexedDB with strict durability, and stores itself for the time without its server. */
const page = `<!doctype html><html lang="en"><title>Notes</title>
<label for="note">Note</label><input id="note"><button aria-label="Keep the note">+</button><ul></ul><p role="status"></p>
<script>
const open = new Promise((resolve) => {
	const request = indexedDB.open('notes');
	request.onupgradeneeded = () => request.result.createObjectStore('notes', { autoIncrement: true });
	request.onsuccess = () => resolve(request.result);
});
const show = async () => {
	const all = (await open).transaction('notes').objectStore('notes').getAll();
	all.onsuccess = () => { document.querySelector('ul').innerHTML = all.result.map((note) => '<li>' + note + '</li>').join(''); };
};
document.querySelector('button').onclick = async () => {
	const transaction = (await open).transaction('notes', 'readwrite', { durability: 'strict' });
	transaction.objectStore('notes').put(document.querySelector('input').value);
	transaction.oncomplete = () => { document.querySelector('p').textContent = 'Saved'; show(); };
};
show();
navigator.serviceWorker.register('/worker.js');
</script></html>`;
const worker = `
addEventListener('install', (event) => event.waitUntil(caches.open('page').then((cache) => cache.add('/'))));
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => event.respondWith(caches.match('/').then((found) => found ?? fetch(event.request))));`;

let server: Server;
let address: string;

test.beforeEach(async () => {
	server = createServer((request, response) => {
		const isWorker = request.url === '/worker.js';
		response.setHeader('content-type', isWorker ? 'text/javascript' : 'text/html').end(isWorker ? worker : page);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const bound = server.address();
	address = `http://127.0.0.1:${bound !== null && typeof bound === 'object' ? bound.port : 0}/`;
});

test.afterEach(() => {
	server.closeAllConnections();
	server.close();
});

for (const [name, engine] of [['chromium', chromiumEngine], ['firefox', firefoxEngine()], ['webkit', webkitEngine()]] as const) {
	test(`the test driver of ${name} finds by name, and a profile outlives a killed browser without a server`, async ({}, info) => {
		test.skip(engine === null, `${name} is not installed`);
		if (engine === null) return;
		const profile = mkdtempSync(join(tmpdir(), `carnet-${name}-`));
		let window = await engine.open(profile);
		try {
			await window.goto(address);
			await window.worksOffline();
			await window.fill('Note', 'wrong');
			await window.fill('Note', 'Café à midi');
			await window.click('button', 'Keep the note');
			await window.sees('Saved');
			await window.kill();

			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
			window = await engine.open(profile);
			await window.goto(address);
			await window.sees('Café à midi');
			expect(await window.text()).not.toContain('wrong');
			const picture = info.outputPath('page.png');
			await window.screenshot(picture);
			expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG');
			await window.close();
		} finally {
			await window.kill();
			rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
		}
	});
}

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { MiddlewareHandler } from 'hono';
import { getMimeType } from 'hono/utils/mime';
import { sha256 } from '../platform.ts';
import { contentSecurityPolicy } from './security-headers.ts';

/** A file in memory, with its compressed forms: a rebuild while the relay runs can't mix two builds. */
interface StaticFile {
	type: string;
	/** The content security policy of a page: the hashes of its own inline scripts stand in it. */
	policy: string | null;
	forms: Map<'identity' | 'br' | 'gzip', { body: Uint8Array<ArrayBuffer>; etag: string }>;
}

export type StaticFiles = ReadonlyMap<string, StaticFile>;

const IMMUTABLE = '/_app/immutable/';

/** Reads every file under a folder. @param prefix the address of the folder's root */
export function readStaticFiles(folder: string, prefix: string): StaticFiles {
	const files = new Map<string, StaticFile>();
	if (!existsSync(folder)) return files;
	for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
		const path = join(folder, name);
		if (/\.(?:br|gz)$/.test(name) || !statSync(path).isFile()) continue;
		const forms: StaticFile['forms'] = new Map();
		for (const [form, suffix] of [
			['identity', ''],
			['br', '.br'],
			['gzip', '.gz'],
		] as const) {
			if (!existsSync(path + suffix)) continue;
			const body = new Uint8Array(readFileSync(path + suffix));
			forms.set(form, { body, etag: `"${sha256(body).toString('base64url').slice(0, 22)}"` });
		}
		const policy = name.endsWith('.html') ? contentSecurityPolicy(readFileSync(path, 'utf8')) : null;
		files.set(posix.join(prefix, name.replaceAll('\\', '/')), {
			type: getMimeType(name) ?? 'application/octet-stream',
			policy,
			forms,
		});
	}
	return files;
}

/**
 * Answers with a file of the build, of an older build (hashed files that open tabs may still ask for), or for any address that is a page
 * of the app with the one page there is. Addresses under `/_app`, `/api`, `/sync` and `/dev`, and those that look like a file, never get the page;
 * nor do those under `/portal`, whose pages are files of their own that no cache keeps.
 */
export function serveStatic(build: StaticFiles, older: StaticFiles): MiddlewareHandler {
	return async (c, next) => {
		if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return next();
		const path = c.req.path;
		const file =
			build.get(path) ??
			(isPortal(path) ? build.get(`${path.replace(/\/$/, '')}.html`) : undefined) ??
			(path.startsWith(IMMUTABLE) ? older.get(path) : undefined) ??
			(isPage(path) ? build.get('/app.html') : undefined);
		if (file === undefined) return next();
		const form = chooseForm(file, c.req.header('Accept-Encoding') ?? '');
		const chosen = file.forms.get(form);
		if (chosen === undefined) return next();
		c.header('Content-Type', file.type);
		if (file.policy !== null) c.header('Content-Security-Policy', file.policy);
		c.header('Cache-Control', cacheControl(path));
		c.header('ETag', chosen.etag);
		if (file.forms.size > 1) c.header('Vary', 'Accept-Encoding');
		if (
			c.req
				.header('If-None-Match')
				?.split(',')
				.some((tag) => tag.trim().replace(/^W\//, '') === chosen.etag)
		)
			return c.body(null, 304);
		if (form !== 'identity') c.header('Content-Encoding', form);
		c.header('Content-Length', String(chosen.body.length));
		return c.req.method === 'HEAD' ? c.body(null) : c.body(chosen.body);
	};
}

function cacheControl(path: string): string {
	if (path.startsWith(IMMUTABLE)) return 'public, max-age=31536000, immutable';
	return isPortal(path) ? 'no-store' : 'no-cache';
}

/** Whether an address is one of the pages of clients. */
function isPortal(path: string): boolean {
	return /^\/portal(?:\/|$)/.test(path);
}

/** Whether the app has a page under an address. */
function isPage(path: string): boolean {
	return !/^\/(?:_app|api|sync|dev|portal)(?:\/|$)/.test(path) && !/\.[^/]*$/.test(path);
}

/** The best form that the client takes (RFC 9110 §12.5.3); a weight of 0 means "not that". */
function chooseForm(file: StaticFile, accepted: string): 'identity' | 'br' | 'gzip' {
	const wanted = new Set(
		accepted
			.split(',')
			.map((part) => part.trim().toLowerCase())
			.filter((part) => !/;\s*q=0(?:\.0*)?$/.test(part))
			.map((part) => part.split(';')[0]?.trim()),
	);
	return (['br', 'gzip'] as const).find((form) => wanted.has(form) && file.forms.has(form)) ?? 'identity';
}

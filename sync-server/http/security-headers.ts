import type { MiddlewareHandler } from 'hono';
import { sha256 } from '../platform.ts';

/**
 * The policy for the app's pages. The hashes of the inline scripts are taken from the very page that is served, so that header and page
 * can't differ. Style attributes are allowed (transitions and floating panels set them), style elements and inline scripts are not.
 * Source: ASVS 5.0 3.4.3, 3.4.6.
 * @param page the built page's HTML
 */
export function contentSecurityPolicy(page: string): string {
	const scripts = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
		([, script = '']) => ` 'sha256-${sha256(script).toString('base64')}'`,
	);
	return [
		"default-src 'none'",
		`script-src 'self'${scripts.join('')}`,
		"style-src 'self'",
		"style-src-attr 'unsafe-inline'",
		"img-src 'self' data: blob:",
		"connect-src 'self'",
		"font-src 'self'",
		"manifest-src 'self'",
		"worker-src 'self'",
		"form-action 'self'",
		"base-uri 'none'",
		"object-src 'none'",
		"frame-ancestors 'none'",
	].join('; ');
}

/** Puts the security headers on every response; one that a handler set already stays. @param policy the content security policy of pages */
export function securityHeaders(policy: string, secure: boolean): MiddlewareHandler {
	const headers: [string, string][] = [
		['Content-Security-Policy', policy],
		['X-Content-Type-Options', 'nosniff'],
		['Referrer-Policy', 'no-referrer'],
		['Cross-Origin-Opener-Policy', 'same-origin'],
		['Cross-Origin-Resource-Policy', 'same-origin'],
		[
			'Permissions-Policy',
			'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), midi=(), display-capture=()',
		],
		['X-Robots-Tag', 'noindex'],
	];
	if (secure) headers.push(['Strict-Transport-Security', 'max-age=31536000; includeSubDomains']);
	return async (c, next) => {
		await next();
		for (const [name, value] of headers) {
			if (!c.res.headers.has(name)) c.res.headers.set(name, value);
		}
	};
}

import type { Agent } from './sessions.ts';

const BROWSERS: readonly [RegExp, string][] = [
	[/\bEdg(?:e|A|iOS)?\//, 'Edge'],
	[/\b(?:Firefox|FxiOS)\//, 'Firefox'],
	[/\bSamsungBrowser\//, 'Samsung Internet'],
	[/\bOPR\//, 'Opera'],
	[/(?:Chrome|\bCriOS|\bChromium)\//, 'Chrome'],
	[/\bSafari\//, 'Safari'],
];

const SYSTEMS: readonly [RegExp, string][] = [
	[/\biPhone\b/, 'iPhone'],
	[/\biPad\b/, 'iPad'],
	[/\bAndroid\b/, 'Android'],
	[/\bWindows\b/, 'Windows'],
	[/\bMac OS X\b/, 'Mac'],
	[/\bCrOS\b/, 'ChromeOS'],
	[/\bLinux\b/, 'Linux'],
];

/** What a person recognises a browser by, from its `User-Agent`; '' where it says nothing. */
export function readAgent(userAgent: string | undefined): Agent {
	const text = userAgent ?? '';
	const first = (names: readonly [RegExp, string][]): string => names.find(([look]) => look.test(text))?.[1] ?? '';
	return { browser: first(BROWSERS), system: first(SYSTEMS) };
}

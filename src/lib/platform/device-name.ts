/** What of `navigator` tells the browser and the machine. */
export interface NavigatorFacts {
	userAgent: string;
	maxTouchPoints: number;
}

const BROWSERS: readonly [pattern: RegExp, name: string][] = [
	[/\b(?:Edg|EdgiOS|EdgA)\//, 'Edge'],
	[/\bOPR\//, 'Opera'],
	[/\b(?:Firefox|FxiOS)\//, 'Firefox'],
	[/\bSamsungBrowser\//, 'Samsung Internet'],
	[/(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
	[/\bSafari\//, 'Safari'],
];

const SYSTEMS: readonly [pattern: RegExp, name: string][] = [
	[/\biPhone\b/, 'iPhone'],
	[/\biPad\b/, 'iPad'],
	[/\bAndroid\b/, 'Android'],
	[/\bCrOS\b/, 'ChromeOS'],
	[/\bWindows\b/, 'Windows'],
	[/\bMac OS X\b/, 'Mac'],
	[/\bLinux\b/, 'Linux'],
];

/** The browser and the machine in words, as far as they can be told; a first proposal for the device's name. */
export function describeDevice(navigator: NavigatorFacts): { browser: string | null; system: string | null } {
	const named = (list: typeof BROWSERS) => list.find(([pattern]) => pattern.test(navigator.userAgent))?.[1] ?? null;
	const system = named(SYSTEMS);
	// An iPad calls itself a Mac, but no Mac has a touch screen.
	return { browser: named(BROWSERS), system: system === 'Mac' && navigator.maxTouchPoints > 1 ? 'iPad' : system };
}

import { describe, expect, test } from 'vitest';
import { pathAfterSignIn } from '../../../src/lib/app/paths.ts';
import { likelyCountry } from '../../../src/lib/features/sign-in/likely-country.ts';
import { takeLinkToken } from '../../../src/lib/features/sign-in/link-token.ts';
import { passwordRules } from '../../../src/lib/features/sign-in/password-rules.ts';
import { describeDevice } from '../../../src/lib/platform/device-name.ts';

describe('the token of a mailed link', () => {
	const token = 'a'.repeat(43);

	function take(hash: string) {
		const shown: string[] = [];
		return { token: takeLinkToken({ hash, pathname: '/join', search: '?x=1' }, (path) => shown.push(path)), shown };
	}

	test('leaves the address bar at once', () => {
		expect(take(`#t=${token}`)).toEqual({ token, shown: ['/join?x=1'] });
	});

	test('that was cut or is another thing is none, and leaves too', () => {
		expect(take('#t=abc')).toEqual({ token: null, shown: ['/join?x=1'] });
		expect(take('')).toEqual({ token: null, shown: [] });
	});
});

describe('after signing in one goes', () => {
	test('to the page that one was sent away from', () => {
		expect(pathAfterSignIn('/settings/staff?x=1')).toBe('/settings/staff?x=1');
	});

	test.each([null, '', 'https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
		'to the clients for %s, never out of the app',
		(next) => expect(pathAfterSignIn(next)).toBe('/clients'),
	);
});

test('the country is guessed from what the browser’s languages say of it', () => {
	expect(likelyCountry(['en-GB', 'fr'])).toBe('GB');
	expect(likelyCountry(['fr-BE'])).toBe('BE');
	expect(likelyCountry(['fr'])).toBe('FR');
	expect(likelyCountry(['sr-Latn-RS'])).toBe('RS');
	expect(likelyCountry(['en', 'de'])).toBe('');
});

describe('a device is named after its browser and machine', () => {
	const agents = {
		'Chrome on Windows':
			'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
		'Edge on Windows':
			'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
		'Firefox on Linux': 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
		'Safari on iPhone':
			'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
		'Chrome on Android':
			'Mozilla/5.0 (Linux; Android 15; SM-X200) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
	};

	test.each(Object.entries(agents))('%s', (name, userAgent) => {
		const { browser, system } = describeDevice({ userAgent, maxTouchPoints: 0 });
		expect(`${browser} on ${system}`).toBe(name);
	});

	test('an iPad, which calls itself a Mac', () => {
		const userAgent =
			'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15';
		expect(describeDevice({ userAgent, maxTouchPoints: 5 }).system).toBe('iPad');
		expect(describeDevice({ userAgent, maxTouchPoints: 0 }).system).toBe('Mac');
	});

	test('neither, where nothing can be told', () => {
		expect(describeDevice({ userAgent: 'curl/8', maxTouchPoints: 0 })).toEqual({ browser: null, system: null });
	});
});

describe('the rules of a new password', () => {
	const context = { secondFactor: false, words: ['Moreau & Hughes', 'Anne Moreau', 'anne'] };
	const states = (password: string) => passwordRules(password, context).map(({ state }) => state);

	test('are open before anything is typed, and count as one types', () => {
		expect(states('')).toEqual(['open', 'open', 'open']);
		expect(passwordRules('plum kettle', context)[0]).toEqual({
			text: 'At least 15 characters (11 so far)',
			state: 'open',
		});
	});

	test('are all kept by a good one', () => {
		expect(states('plum kettle orbit sand')).toEqual(['kept', 'kept', 'kept']);
	});

	test('name the one that is broken', () => {
		expect(states('moreauhughes2026')).toEqual(['kept', 'kept', 'broken']);
		expect(states('azertyuiopqsdfgh')).toEqual(['kept', 'broken', 'open']);
		expect(states('x'.repeat(129))[0]).toBe('broken');
	});

	test('ask for less where a second factor exists', () => {
		expect(passwordRules('plum kettle', { ...context, secondFactor: true })[0]?.state).toBe('kept');
	});
});

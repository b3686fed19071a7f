/** A pattern of modules' paths. */
function paths(...patterns: string[]): RegExp {
	return new RegExp(patterns.join('|'));
}

const icons = 'check|circle|circle-check|eye|eye-off|loader-circle|triangle-alert|x';

/**
 * What of the build travels together. The pages of clients are fetched over a phone's slow line, once a year: what makes them up comes in a few
 * pieces instead of forty, and holds nothing of the app of staff. A module goes with the first group, by priority, that names it, and brings along
 * what it imports unless that has a group of its own.
 */
export const chunkGroups = [
	{ name: 'svelte', priority: 30, test: paths('/node_modules/svelte/src/internal/(?:client|shared)/', '/node_modules/@sveltejs/kit/src/runtime/(?:client|shared)') },
	{
		// Small parts that both the app and the pages of clients use.
		name: 'parts',
		priority: 20,
		test: paths(
			'/src/lib/components/Spinner\\.svelte',
			`/node_modules/@lucide/svelte/dist/(?:Icon|defaultAttributes|icons/(?:${icons}))\\.(?:svelte|js)`,
			'/src/lib/domain/(?:password|common-passwords|text)\\.ts',
			'/src/lib/i18n/(?:locale\\.svelte|preferred-locale)\\.ts',
			'/src/lib/i18n/paraglide/(?:runtime|registry|messages/common_(?:hide|show|retry|optional))',
		),
	},
	{
		name: 'portal',
		priority: 10,
		// What following an invitation needs, and what every page has.
		test: paths(
			'/src/lib/features/portal/(?!portal\\.css|A(?:ccess|ccount)|ChangePassword|ClientMenu|Folder|Forgot|Home|home|Reset|Session|SignIn|SignUp|sign-up)',
			'/src/lib/protocol/portal',
			'/src/lib/i18n/paraglide/messages/portal_(?:activate|choose|dead|email\\.|failed|forgot_link|language|loading|offline|other|password|rule|sign_in\\.|wait|your_firm)',
		),
	},
];

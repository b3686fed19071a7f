import type { ClientMailWords } from './client-mail-words.ts';

function listed(names: readonly string[]): string {
	return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(names.map((name) => `“${name}”`));
}

export const clientMailEn: ClientMailWords = {
	sender: (firm) => `${firm} (via Carnet)`,
	hello: (name) => (name === '' ? 'Hello,' : `Hello ${name},`),
	invitation: ({ firm, accounts, known }) => ({
		subject: known ? `${firm} opens another account to you` : `${firm} invites you to your client portal`,
		paragraphs: known
			? [
					`${firm} gives you access to ${listed(accounts)} in your client portal.`,
					'Sign in with your usual password to add it.',
				]
			: [
					`${firm} opens a client portal to you for ${listed(accounts)}.`,
					'Follow the link to choose your password. It works once.',
				],
	}),
	messageOf: (firm) => `Message from ${firm}:`,
	activate: 'Activate my client portal',
	signIn: 'Sign in and add the account',
	copyLink: 'Or copy this address into your browser:',
	until: (time) => `The link works until ${time}.`,
	unexpected: (firm) =>
		`You did not expect this message? Ask ${firm}, by a number that you already know. Without you, nothing happens.`,
	granted: ({ firm, account }) => ({
		subject: 'An account is open in your client portal',
		paragraphs: [`${firm} gives you access to the account “${account}” in your client portal.`],
	}),
	withdrawn: ({ firm, account }) => ({
		subject: 'An account is no longer in your client portal',
		paragraphs: [
			`${firm} has closed your access to the account “${account}”. Your other accounts stay open.`,
			'A question? Reply to this message.',
		],
	}),
	folders: ({ firm, account, folders }) => ({
		subject: 'Something new in your client portal',
		paragraphs: [`${firm} added ${listed(folders)} to the account “${account}”.`],
	}),
	openPortal: 'Open my client portal',
	unsubscribe: (account) => `No more of these notices for the account “${account}”:`,
};

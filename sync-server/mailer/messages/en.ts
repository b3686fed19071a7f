import type { MailTexts } from './mail-texts.ts';

const ROLES = { owner: 'an owner', admin: 'an administrator', member: 'a colleague' } as const;
const NOT_YOU = 'Was it not you? Choose a new password at once, and tell whoever administers Carnet in your firm.';

export const en: MailTexts = {
	passwordReset: ({ firm, name }) => ({
		subject: 'Choose a new password',
		paragraphs: [
			`Hello ${name},`,
			`Someone asked for a new password for your access to the client book of ${firm}.`,
			'The link works once, within one hour.',
		],
		action: 'Choose a new password',
		unexpected: 'Did you not ask for this? Then there is nothing to do: your password stays as it is.',
	}),
	passwordChanged: ({ firm, name, at }) => ({
		subject: 'Your password was changed',
		paragraphs: [
			`Hello ${name},`,
			`The password of your access to the client book of ${firm} was changed on ${at}.`,
			'Other devices were signed out.',
		],
		unexpected: NOT_YOU,
	}),
	secondFactorAdded: ({ firm, name, at }) => ({
		subject: 'Two-step sign-in is on',
		paragraphs: [
			`Hello ${name},`,
			`Since ${at}, signing in to the client book of ${firm} asks for a code of your authenticator app.`,
			'Keep the recovery codes in a safe place: they are the way in when the app is lost.',
		],
		unexpected: NOT_YOU,
	}),
	secondFactorRemoved: ({ firm, name, at }) => ({
		subject: 'Two-step sign-in is off',
		paragraphs: [`Hello ${name},`, `Since ${at}, your password alone opens the client book of ${firm}.`],
		unexpected: NOT_YOU,
	}),
	newDevice: ({ firm, name, at, device, address }) => ({
		subject: 'Sign-in on a new device',
		paragraphs: [
			`Hello ${name},`,
			`Your access to the client book of ${firm} was used on a new device.`,
			`Device: ${device}`,
			`When: ${at}`,
			`From: ${address}`,
		],
		unexpected: `${NOT_YOU} In the settings, under Devices, you can remove the device.`,
	}),
	staffInvitation: ({ firm, name, role, until }) => ({
		subject: `${name} invites you to Carnet`,
		paragraphs: [
			'Hello,',
			`${name} invites you to the client book of ${firm}, as ${ROLES[role]}.`,
			`The link works once, until ${until}. You will choose your own password.`,
		],
		action: 'Accept the invitation',
		unexpected: `Did you not expect this message? Ask ${firm}, by a telephone number that you know already. Without you nothing happens.`,
	}),
	sender: (firm) => `${firm} (Carnet)`,
	copyLink: 'Or copy this address into your browser:',
	mailbox: {
		title: 'Development mailbox',
		hint: 'No mail server is set up (SMTP_URL), so mails land here. Only this computer can see them.',
		empty: 'No mail yet.',
		to: 'To',
		states: { waiting: 'waiting', sent: 'sent', failed: 'failed', cancelled: 'cancelled', mailbox: 'kept here' },
	},
};

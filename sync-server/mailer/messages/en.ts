import type { MailTexts } from './mail-texts.ts';

const ROLES = { owner: 'an owner', admin: 'an administrator', member: 'a colleague' } as const;
const NOT_YOU = 'Was it not you? Choose a new password at once, and tell whoever administers Carnet in your firm.';

const SWITCH_OFF = 'You can switch these mails off in the settings of Carnet.';

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
	portalReset: ({ firm, name }) => ({
		subject: 'Choose a new password',
		paragraphs: [
			name === '' ? 'Hello,' : `Hello ${name},`,
			`Someone asked for a new password for your client area at ${firm}.`,
			'The link works once, within one hour.',
		],
		action: 'Choose a new password',
		unexpected: 'Did you not ask for this? Then there is nothing to do: your password stays as it is.',
	}),
	portalPasswordChanged: ({ firm, name, at }) => ({
		subject: 'Your password was changed',
		paragraphs: [
			name === '' ? 'Hello,' : `Hello ${name},`,
			`The password of your client area at ${firm} was changed on ${at}.`,
			'Other devices were signed out.',
		],
		unexpected: `Was it not you? Choose a new password at once with “Forgotten password”, and tell ${firm}.`,
	}),
	signUpCode: ({ firm, code }) => ({
		subject: `${code} is your code`,
		paragraphs: ['Hello,', `To register with ${firm}, type this code on the page that you have open:`, code, 'It is good for 10 minutes.'],
		unexpected: 'Did you not want to register? Then there is nothing to do, and nothing is kept.',
	}),
	signUpKnown: ({ firm, url }) => ({
		subject: `You already have access at ${firm}`,
		paragraphs: [
			'Hello,',
			`Someone, probably you, wanted to register with ${firm} with this address. You already have access, so there is nothing to register.`,
			`Sign in here: ${url}`,
			'If you no longer know your password, you can choose a new one there.',
		],
		unexpected: 'Was it not you? Then there is nothing to do.',
	}),
	linkWanted: ({ name, email, accounts }) => ({
		subject: `${email} would like a new link`,
		paragraphs: [
			`Hello ${name},`,
			`The client with the address ${email} followed an invitation that no longer works (${accounts.join(', ')}) and asks for a new link.`,
			'In Carnet, open the account and send the invitation again.',
		],
		unexpected: 'Carnet sends this at most once a day for one invitation.',
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
	staffActivation: ({ name, client, account }) => ({
		subject: `${client} has activated their portal`,
		paragraphs: [`Hello ${name},`, `${client} chose a password and sees the account “${account}”.`],
		action: 'Open the account',
		unexpected: SWITCH_OFF,
	}),
	staffBounce: ({ name, client, account, email, reply }) => ({
		subject: `The invitation of ${client} did not arrive`,
		paragraphs: [
			`Hello ${name},`,
			`The mail server refused the invitation of ${client} (${email}) for the account “${account}”.`,
			`Its words: ${reply}`,
			'Check the address, then send the invitation again.',
		],
		action: 'Open the account',
		unexpected: SWITCH_OFF,
	}),
	staffDuplicate: ({ name, client, account, colleague }) => ({
		subject: `${client} had been invited already`,
		paragraphs: [
			`Hello ${name},`,
			`${colleague} had already asked to invite ${client} for the account “${account}”: one mail was sent, theirs. Yours was not.`,
		],
		action: 'Open the account',
		unexpected: SWITCH_OFF,
	}),
	staffSignUp: ({ name, client, account, email, at }) => ({
		subject: `New sign-up: ${client}`,
		paragraphs: [
			`Hello ${name},`,
			`${client} (${email}) signed up on ${at}. The account “${account}” is to be reviewed.`,
		],
		action: `Go to ${account}`,
		unexpected: SWITCH_OFF,
	}),
	sender: (firm) => `${firm} (Carnet)`,
	copyLink: 'Or copy this address into your browser:',
	unsubscribe: {
		title: 'Notices of the firm',
		question: 'Get no more notices by e-mail for this account?',
		button: 'Get no more notices',
		done: 'Done: you will get no more notices for this account. Your access stays the same.',
	},
	mailbox: {
		title: 'Development mailbox',
		hint: 'No mail server is set up (SMTP_URL), so mails land here. Only this computer can see them.',
		empty: 'No mail yet.',
		to: 'To',
		states: { waiting: 'waiting', sent: 'sent', failed: 'failed', cancelled: 'cancelled', mailbox: 'kept here' },
	},
};

import type { MailTexts } from './mail-texts.ts';

const ROLES = { owner: 'propriétaire', admin: 'administrateur', member: 'collaborateur' } as const;
const NOT_YOU =
	'Ce n’était pas vous ? Choisissez aussitôt un nouveau mot de passe et prévenez la personne qui administre Carnet dans votre cabinet.';

const SWITCH_OFF = 'Vous pouvez désactiver ces messages dans les réglages de Carnet.';

export const fr: MailTexts = {
	passwordReset: ({ firm, name }) => ({
		subject: 'Choisir un nouveau mot de passe',
		paragraphs: [
			`Bonjour ${name},`,
			`Un nouveau mot de passe a été demandé pour votre accès au carnet de clients de ${firm}.`,
			'Le lien fonctionne une seule fois, dans l’heure qui vient.',
		],
		action: 'Choisir un nouveau mot de passe',
		unexpected: 'Vous n’avez rien demandé ? Il n’y a rien à faire : votre mot de passe reste le même.',
	}),
	passwordChanged: ({ firm, name, at }) => ({
		subject: 'Votre mot de passe a été changé',
		paragraphs: [
			`Bonjour ${name},`,
			`Le mot de passe de votre accès au carnet de clients de ${firm} a été changé le ${at}.`,
			'Les autres appareils ont été déconnectés.',
		],
		unexpected: NOT_YOU,
	}),
	portalReset: ({ firm, name }) => ({
		subject: 'Choisir un nouveau mot de passe',
		paragraphs: [
			name === '' ? 'Bonjour,' : `Bonjour ${name},`,
			`Un nouveau mot de passe a été demandé pour votre espace client chez ${firm}.`,
			'Le lien fonctionne une seule fois, dans l’heure qui vient.',
		],
		action: 'Choisir un nouveau mot de passe',
		unexpected: 'Vous n’avez rien demandé ? Il n’y a rien à faire : votre mot de passe reste le même.',
	}),
	portalPasswordChanged: ({ firm, name, at }) => ({
		subject: 'Votre mot de passe a été changé',
		paragraphs: [
			name === '' ? 'Bonjour,' : `Bonjour ${name},`,
			`Le mot de passe de votre espace client chez ${firm} a été changé le ${at}.`,
			'Les autres appareils ont été déconnectés.',
		],
		unexpected: `Ce n’était pas vous ? Choisissez aussitôt un nouveau mot de passe avec « Mot de passe oublié » et prévenez ${firm}.`,
	}),
	signUpCode: ({ firm, code }) => ({
		subject: `${code} est votre code`,
		paragraphs: [
			'Bonjour,',
			`Pour vous inscrire auprès de ${firm}, saisissez ce code sur la page que vous avez ouverte :`,
			code,
			'Il est valable 10 minutes.',
		],
		unexpected: 'Vous ne vouliez pas vous inscrire ? Il n’y a rien à faire, et rien n’est conservé.',
	}),
	signUpKnown: ({ firm, url }) => ({
		subject: `Vous avez déjà un accès chez ${firm}`,
		paragraphs: [
			'Bonjour,',
			`Quelqu’un, sans doute vous, a voulu s’inscrire auprès de ${firm} avec cette adresse. Vous avez déjà un accès : il n’y a rien à inscrire.`,
			`Identifiez-vous ici : ${url}`,
			'Si vous ne connaissez plus votre mot de passe, vous pourrez y en choisir un nouveau.',
		],
		unexpected: 'Ce n’était pas vous ? Il n’y a rien à faire.',
	}),
	linkWanted: ({ name, email, accounts }) => ({
		subject: `${email} demande un nouveau lien`,
		paragraphs: [
			`Bonjour ${name},`,
			`Le client dont l’adresse est ${email} a suivi une invitation qui ne fonctionne plus (${accounts.join(', ')}) et demande un nouveau lien.`,
			'Dans Carnet, ouvrez le compte et renvoyez l’invitation.',
		],
		unexpected: 'Carnet n’envoie ce message qu’une fois par jour pour une même invitation.',
	}),
	secondFactorAdded: ({ firm, name, at }) => ({
		subject: 'Connexion en deux étapes activée',
		paragraphs: [
			`Bonjour ${name},`,
			`Depuis le ${at}, la connexion au carnet de clients de ${firm} demande un code de votre application d’authentification.`,
			'Gardez les codes de secours en lieu sûr : ils permettent d’entrer si l’application est perdue.',
		],
		unexpected: NOT_YOU,
	}),
	secondFactorRemoved: ({ firm, name, at }) => ({
		subject: 'Connexion en deux étapes désactivée',
		paragraphs: [
			`Bonjour ${name},`,
			`Depuis le ${at}, votre mot de passe suffit pour ouvrir le carnet de clients de ${firm}.`,
		],
		unexpected: NOT_YOU,
	}),
	newDevice: ({ firm, name, at, device, address }) => ({
		subject: 'Connexion depuis un nouvel appareil',
		paragraphs: [
			`Bonjour ${name},`,
			`Votre accès au carnet de clients de ${firm} a été utilisé sur un nouvel appareil.`,
			`Appareil : ${device}`,
			`Quand : ${at}`,
			`Depuis : ${address}`,
		],
		unexpected: `${NOT_YOU} Dans les réglages, sous Appareils, vous pouvez retirer cet appareil.`,
	}),
	staffInvitation: ({ firm, name, role, until }) => ({
		subject: `${name} vous invite dans Carnet`,
		paragraphs: [
			'Bonjour,',
			`${name} vous invite dans le carnet de clients de ${firm}, en tant que ${ROLES[role]}.`,
			`Le lien fonctionne une seule fois, jusqu’au ${until}. Vous choisirez votre propre mot de passe.`,
		],
		action: 'Accepter l’invitation',
		unexpected: `Vous n’attendiez pas ce message ? Renseignez-vous auprès de ${firm}, à un numéro que vous connaissez déjà. Sans vous, rien ne se passe.`,
	}),
	staffActivation: ({ name, client, account }) => ({
		subject: `${client} a activé son espace client`,
		paragraphs: [`Bonjour ${name},`, `${client} a choisi son mot de passe et voit le compte « ${account} ».`],
		action: 'Ouvrir le compte',
		unexpected: SWITCH_OFF,
	}),
	staffBounce: ({ name, client, account, email, reply }) => ({
		subject: `L’invitation de ${client} n’est pas arrivée`,
		paragraphs: [
			`Bonjour ${name},`,
			`Le serveur de messagerie a refusé l’invitation de ${client} (${email}) pour le compte « ${account} ».`,
			`Ses mots : ${reply}`,
			'Vérifiez l’adresse, puis renvoyez l’invitation.',
		],
		action: 'Ouvrir le compte',
		unexpected: SWITCH_OFF,
	}),
	staffDuplicate: ({ name, client, account, colleague }) => ({
		subject: `${client} était déjà invité`,
		paragraphs: [
			`Bonjour ${name},`,
			`${colleague} avait déjà demandé d’inviter ${client} pour le compte « ${account} » : un seul message est parti, le sien. Le vôtre n’a pas été envoyé.`,
		],
		action: 'Ouvrir le compte',
		unexpected: SWITCH_OFF,
	}),
	staffSignUp: ({ name, client, account, email, at }) => ({
		subject: `Nouvelle inscription : ${client}`,
		paragraphs: [
			`Bonjour ${name},`,
			`${client} (${email}) s’est inscrit le ${at}. Le compte « ${account} » est à vérifier.`,
		],
		action: `Aller à ${account}`,
		unexpected: SWITCH_OFF,
	}),
	sender: (firm) => `${firm} (Carnet)`,
	copyLink: 'Ou copiez cette adresse dans votre navigateur :',
	unsubscribe: {
		title: 'Avis du cabinet',
		question: 'Ne plus recevoir d’avis par e-mail pour ce compte ?',
		button: 'Ne plus recevoir d’avis',
		done: 'C’est fait : vous ne recevrez plus d’avis pour ce compte. Votre accès reste le même.',
	},
	mailbox: {
		title: 'Boîte aux lettres de développement',
		hint: 'Aucun serveur de messagerie n’est configuré (SMTP_URL) : les messages arrivent ici. Seul cet ordinateur peut les voir.',
		empty: 'Aucun message pour l’instant.',
		to: 'À',
		states: { waiting: 'en attente', sent: 'envoyé', failed: 'échec', cancelled: 'annulé', mailbox: 'gardé ici' },
	},
};

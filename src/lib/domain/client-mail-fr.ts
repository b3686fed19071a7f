import type { ClientMailWords } from './client-mail-words.ts';

/** « A, B et C » */
function listed(names: readonly string[]): string {
	return new Intl.ListFormat('fr', { type: 'conjunction' }).format(names.map((name) => `« ${name} »`));
}

export const clientMailFr: ClientMailWords = {
	sender: (firm) => `${firm} (via Carnet)`,
	hello: (name) => (name === '' ? 'Bonjour,' : `Bonjour ${name},`),
	invitation: ({ firm, accounts, known }) => ({
		subject: known ? `${firm} vous ouvre un autre compte` : `${firm} vous invite dans votre espace client`,
		paragraphs: known
			? [
					`${firm} vous donne accès à ${listed(accounts)} dans votre espace client.`,
					'Connectez-vous avec votre mot de passe habituel pour l’ajouter.',
				]
			: [
					`${firm} vous ouvre un espace client pour ${listed(accounts)}.`,
					'Suivez le lien pour choisir votre mot de passe. Il fonctionne une seule fois.',
				],
	}),
	messageOf: (firm) => `Message de ${firm} :`,
	activate: 'Activer mon espace client',
	signIn: 'Me connecter et ajouter le compte',
	copyLink: 'Ou copiez cette adresse dans votre navigateur :',
	until: (time) => `Le lien fonctionne jusqu’au ${time}.`,
	unexpected: (firm) =>
		`Vous n’attendiez pas ce message ? Renseignez-vous auprès de ${firm}, à un numéro que vous connaissez déjà. Sans vous, rien ne se passe.`,
	granted: ({ firm, account }) => ({
		subject: 'Un compte est ouvert dans votre espace client',
		paragraphs: [`${firm} vous donne accès au compte « ${account} » dans votre espace client.`],
	}),
	withdrawn: ({ firm, account }) => ({
		subject: 'Un compte n’est plus dans votre espace client',
		paragraphs: [
			`${firm} a fermé votre accès au compte « ${account} ». Vos autres comptes restent ouverts.`,
			'Une question ? Répondez à ce message.',
		],
	}),
	folders: ({ firm, account, folders }) => ({
		subject: 'Du nouveau dans votre espace client',
		paragraphs: [`${firm} a ajouté ${listed(folders)} au compte « ${account} ».`],
	}),
	openPortal: 'Ouvrir mon espace client',
	unsubscribe: (account) => `Ne plus recevoir ces avis pour le compte « ${account} » :`,
};

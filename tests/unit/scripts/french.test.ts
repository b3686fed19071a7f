import { expect, test } from 'vitest';
import { frenchFaults } from '../../../scripts/check/french.ts';

test.each([
	'Enregistré sur cet appareil',
	'L’adresse de l’entreprise',
	'Voulez-vous continuer\u202f?',
	'Vraiment\u202f?!',
	'Nom\u00a0:',
	'Le compte «\u00a0Dupré\u00a0» existe',
	'Ouvert à 14:32, sur https://carnet.example.fr',
	'Chargement…',
	'{count} contacts',
])('%s is well set', (text) => {
	expect(frenchFaults(text)).toEqual([]);
});

test.each(["L'adresse", 'Continuer ?', 'Continuer?', 'Nom :', 'Nom: Dupré', '« Dupré »', '«\u00a0Dupré»', 'Le "compte"', 'Chargement...', 'Un\u202f; deux;'])(
	'%s is not',
	(text) => {
		expect(frenchFaults(text)).not.toEqual([]);
	},
);

/** Invented people and companies; any likeness is chance. */
export interface SampleCountry {
	firstNames: string[];
	lastNames: string[];
	trades: string[];
	forms: string[];
	streets: string[];
	/** Postcode and city. */
	cities: (readonly [string, string])[];
	/** ISO 3166-1 alpha-2 */
	country: string;
}

export const FRENCH: SampleCountry = {
	firstNames: 'Camille Léa Zoé Élodie Noémie Chloé Aurélie Françoise Hélène Inès Maëlle Océane Solène Agnès Béatrice Clémence Delphine Éric Étienne Benoît Cédric François Gaël Hervé Jérôme Loïc Mathéo Nicolas Olivier Pascal Quentin Rémi Sébastien Thibault Yann Yves Antoine Bastien Corentin Damien'.split(' '),
	lastNames: 'Lefebvre Dupré Moreau Garnier Écrivain Roussel Fontaine Chevalier Gauthier Perrin Clément Marchand Dufour Blanchard Brunet Barbier Renard Lacroix Mercier Vasseur Guérin Boyer Rivière Leclercq Poirier Aubert Carpentier Charpentier Delacour Le_Goff Kervella Bézier Tanguy Quéméner Ménard Pélissier Sénéchal Vaillant Hébert Nguyễn'.split(' '),
	trades: ['Boulangerie', 'Menuiserie', 'Garage', 'Pharmacie', 'Atelier', 'Transports', 'Librairie', 'Fromagerie', 'Maçonnerie', 'Cabinet dentaire', 'Pépinière', 'Imprimerie', 'Auberge', 'Électricité', 'Plomberie'],
	forms: ['SARL', 'SAS', 'EURL', 'SCI', ''],
	streets: ['rue des Lilas', 'avenue de la Gare', 'place du Marché', 'chemin des Vignes', 'boulevard Voltaire', 'rue Saint-Michel', 'quai de la Fosse', 'impasse des Tanneurs'],
	cities: [['75011', 'Paris'], ['69003', 'Lyon'], ['44000', 'Nantes'], ['35000', 'Rennes'], ['33000', 'Bordeaux'], ['67000', 'Strasbourg'], ['31000', 'Toulouse'], ['59800', 'Lille'], ['29200', 'Brest'], ['38000', 'Grenoble']],
	country: 'FR',
};

export const ENGLISH: SampleCountry = {
	firstNames: 'Olivia Amelia Isla Emily Grace Freya Charlotte Harriet Imogen Matilda Eleanor Rosie Beatrice Florence Oliver George Arthur Harry Noah Jack Charlie Oscar Henry Theodore Alfie Archie Edward Samuel Callum Rory'.split(' '),
	lastNames: "Ashworth Bennett Carmichael Davenport Ellison Fairfax Goodwin Hartley Ingram Jennings Kirkwood Langley Merriweather Northcott O'Brien Pemberton Quigley Radcliffe Sinclair Thornbury Underhill Vaughan Whitaker Yardley Müller-Lüdenscheidt".split(' '),
	trades: ['Bakery', 'Joinery', 'Motors', 'Pharmacy', 'Studio', 'Logistics', 'Books', 'Dairy', 'Masonry', 'Dental Practice', 'Nurseries', 'Print Works', 'Inn', 'Electrical', 'Plumbing'],
	forms: ['Ltd', 'LLP', '& Sons', ''],
	streets: ['High Street', 'Station Road', 'Mill Lane', 'Church Road', 'Victoria Terrace', 'Kings Avenue', 'Orchard Close'],
	cities: [['BS1 4DJ', 'Bristol'], ['M2 5BQ', 'Manchester'], ['LS1 6HU', 'Leeds'], ['EH2 2BY', 'Edinburgh'], ['CF10 1EP', 'Cardiff'], ['NR1 3EH', 'Norwich']],
	country: 'GB',
};

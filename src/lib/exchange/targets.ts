import type { FieldId } from '../domain/ids.ts';
import { foldText } from '../domain/text.ts';

/** What of an account a column can hold. */
export const ACCOUNT_PARTS = ['code', 'name', 'type', 'companyName', 'siren', 'street', 'street2', 'postcode', 'city', 'country', 'tags', 'template'] as const;
export type AccountPart = (typeof ACCOUNT_PARTS)[number];

/** What of a person a column can hold. `name`: first and last name in one cell. */
export const PERSON_PARTS = [
	'civility',
	'firstName',
	'lastName',
	'name',
	'email',
	'phone',
	'phone2',
	'phone3',
	'birthDate',
	'street',
	'street2',
	'postcode',
	'city',
	'country',
	'language',
	'tags',
	'login',
	'notify',
	'sync',
	'id',
] as const;
export type PersonPart = (typeof PERSON_PARTS)[number];

/** Whose values a column holds: the account's, its first contact's, or those of a second one, such as a spouse. */
export const TARGET_GROUPS = ['account', 'contact', 'spouse'] as const;
export type TargetGroup = (typeof TARGET_GROUPS)[number];

/** What a column means. */
export type Target = `account/${AccountPart}` | `${'contact' | 'spouse'}/${PersonPart}` | `${TargetGroup}/custom/${FieldId}`;

/** What each column of a file means, in their order; null: it is left out. */
export type Mapping = readonly (Target | null)[];

/** The group and the part, or the custom field, that a target is about. */
export function splitTarget(target: Target): { group: TargetGroup; part: AccountPart | PersonPart } | { group: TargetGroup; field: FieldId } {
	const [group, part, field] = target.split('/') as [TargetGroup, AccountPart | PersonPart | 'custom', FieldId];
	return part === 'custom' ? { group, field } : { group, part };
}

/** What two spellings of a column's name have in common: no accents, no case, letters and digits only. */
export function headerKey(name: string): string {
	return foldText(name).replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/**
 * Names that columns of accounts have in French and English files. What Carnet itself writes is among them (`column` labels of the messages), so
 * that an export is understood whole.
 */
export const ACCOUNT_NAMES: Readonly<Record<AccountPart, readonly string[]>> = {
	code: ['compte id', 'id', 'identifiant', 'identifiant du compte', 'code dossier', 'code du dossier', 'numero de dossier', 'numero dossier', 'n dossier', 'no dossier', 'n de dossier', 'numero de client', 'n de client', 'code tiers', 'file number', 'id compte', 'id du compte', 'code', 'code client', 'code compte', 'numero client', 'no client', 'n client', 'ref client', 'reference', 'reference client', 'account id', 'client id', 'client code', 'client number', 'account number', 'account code'],
	name: ['compte', 'nom du compte', 'nom de compte', 'nom compte', 'nom du client', 'nom client', 'client', 'dossier', 'nom du dossier', 'intitule', 'account', 'account name', 'client name', 'customer', 'customer name', 'foyer', 'foyer fiscal', 'nom du foyer', 'household'],
	type: ['type', 'type de client', 'type client', 'type de compte', 'type compte', 'client type', 'account type', 'categorie de client'],
	companyName: ['societe', 'nom de la societe', 'nom societe', 'raison sociale', 'denomination', 'denomination sociale', 'entreprise', 'nom de l entreprise', 'nom entreprise', 'company', 'company name', 'business name', 'organisation', 'organization', 'organization name', 'organisation name', 'legal name'],
	siren: ['siren', 'numero siren', 'n siren', 'no siren', 'siret', 'numero siret', 'n siret', 'siren siret', 'siren number', 'company number', 'registration number'],
	street: ['adresse de la societe', 'adresse societe', 'adresse de l entreprise', 'adresse entreprise', 'adresse du siege', 'siege social', 'siege', 'adresse du compte', 'adresse du compte rue', 'company address', 'business address', 'account address', 'company street', 'registered office', 'company address street'],
	street2: ['complement d adresse de la societe', 'complement adresse societe', 'adresse de la societe 2', 'adresse societe 2', 'company address 2', 'company address line 2'],
	postcode: ['code postal de la societe', 'code postal societe', 'cp societe', 'code postal du siege', 'company postcode', 'company zip', 'company zip code', 'company postal code'],
	city: ['ville de la societe', 'ville societe', 'ville du siege', 'company city', 'company town'],
	country: ['pays de la societe', 'pays societe', 'company country'],
	tags: ['tags', 'tag', 'etiquettes', 'etiquette', 'tags du compte', 'etiquettes du compte', 'account tags', 'client tags', 'libelles', 'labels', 'groupes', 'groups', 'categories'],
	template: ['modele de dossiers', 'modele de dossier', 'modele', 'folder template', 'template', 'arborescence'],
};

/** The same of persons. */
export const PERSON_NAMES: Readonly<Record<PersonPart, readonly string[]>> = {
	civility: ['civilite', 'name prefix', 'titre', 'title', 'salutation', 'civility', 'm mme', 'prefix'],
	firstName: ['prenom', 'prenoms', 'prenom s', 'first name', 'firstname', 'given name', 'forename'],
	lastName: ['nom', 'nom de famille', 'nom usuel', 'nom d usage', 'last name', 'lastname', 'surname', 'family name'],
	name: ['nom complet', 'responsable', 'nom et prenom', 'nom prenom', 'nom prenoms', 'prenom nom', 'prenom et nom', 'full name', 'fullname', 'name', 'contact', 'contact name', 'nom du contact', 'interlocuteur', 'dirigeant', 'gerant', 'representant', 'representant legal'],
	email: ['e mail', 'adresse de messagerie', 'messagerie', 'email', 'mail', 'courriel', 'adresse e mail', 'adresse email', 'adresse mail', 'adresse electronique', 'e mail address', 'email address', 'mel', 'e mail 1 value', 'contact email', 'email 1'],
	phone: ['telephone', 'tel', 'numero de telephone', 'numeros de telephone', 'n de telephone', 'no de telephone', 'n tel', 'phone numbers', 'telephone 1', 'tel 1', 'telephone fixe', 'fixe', 'tel fixe', 'telephone domicile', 'phone', 'phone number', 'phone 1', 'phone 1 value', 'telephone number', 'home phone', 'work phone', 'telephone professionnel', 'telephone s', 'telephones', 'phones'],
	phone2: ['telephone 2', 'tel 2', 'portable', 'numero de portable', 'numero portable', 'n de portable', 'mobile number', 'mobile phone number', 'telephone portable', 'tel portable', 'mobile', 'telephone mobile', 'tel mobile', 'gsm', 'mobile phone', 'cell', 'cell phone', 'phone 2', 'phone 2 value'],
	phone3: ['telephone 3', 'tel 3', 'autre telephone', 'phone 3', 'other phone', 'phone 3 value'],
	birthDate: ['date de naissance', 'ne le', 'nee le', 'ne e le', 'naissance', 'date naissance', 'date naiss', 'birth date', 'birthdate', 'date of birth', 'dob', 'birthday', 'anniversaire'],
	street: ['adresse', 'rue', 'address 1 street', 'adresse postale', 'adresse 1', 'adresse ligne 1', 'voie', 'address', 'street', 'address 1', 'address line 1', 'street address', 'mailing address', 'adresse rue'],
	street2: ['complement d adresse', 'complement adresse', 'complement', 'adresse 2', 'adresse ligne 2', 'adresse suite', 'address 2', 'address line 2', 'street 2'],
	postcode: ['code postal', 'cp', 'address 1 postal code', 'postcode', 'zip', 'zip code', 'postal code', 'zip postal code'],
	city: ['ville', 'commune', 'address 1 city', 'localite', 'city', 'town'],
	country: ['pays', 'country', 'address 1 country', 'pays region', 'country region', 'code pays', 'country code'],
	language: ['langue', 'langue preferee', 'language', 'preferred language', 'locale'],
	tags: ['tags du contact', 'etiquettes du contact', 'contact tags'],
	login: ['connexion', 'login', 'acces', 'acces au portail', 'acces portail', 'portail', 'portal access', 'portal', 'portal login'],
	notify: ['aviser', 'notifier', 'notifications', 'notification', 'notify'],
	sync: ['sync', 'synchroniser', 'synchronisation', 'email sync', 'sync e mail', 'synchro e mail'],
	id: ['id du contact', 'id contact', 'identifiant du contact', 'contact id'],
};

/** Words that say that a column is about the second person of a row. They are left out of its name before it is looked up. */
export const SPOUSE_WORDS = /\b(?:conjoint|conjointe|epoux|epouse|spouse|partner|partenaire|co declarant|codeclarant|second declarant|deuxieme declarant|declarant 2|contact 2|2e contact|deuxieme contact|second contact|secondary contact|personne 2)\b/;

/** Words that say the same of the first person. */
export const FIRST_WORDS = /\b(?:contribuable|taxpayer|declarant 1|declarant|contact 1|premier contact|contact principal|primary contact|main contact|personne 1|du contact|contact|dirigeant|dirigeante|gerant|gerante|representant legal|representant|interlocuteur|responsable)\b/;

/** Words that say where somebody lives or is reached, as address books put them behind their columns. */
export const PLACE_WORDS = /\b(?:bureau|domicile|professionnel|professionnelle|pro|personnel|personnelle|perso|home|work|business|prive|privee)\b/;

/** Words that say that a column is about the account or company. */
export const ACCOUNT_WORDS = /\b(?:de la societe|societe|de l entreprise|entreprise|company|business|du compte|account)\b/;

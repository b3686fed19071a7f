/**
 * Words that widely known passwords are made of, in French and English, folded (see `foldText`): alone, repeated, with digits
 * or punctuation around them, they are what attackers try first. Kept short: the browser loads it. The relay knows more.
 */
export const COMMON_WORDS: readonly string[] = words(`
	password passwort passw passe motdepasse mdp secret admin administrator administrateur root user utilisateur
	login connexion welcome bienvenue bonjour bonsoir hello coucou salut letmein changeme changezmoi default defaut
	temp test guest invite master access acces iloveyou jetaime loulou doudou chouchou cheval chocolat soleil
	sunshine princess princesse monkey dragon football baseball superman batman pokemon starwars trustno whatever
	internet computer ordinateur ilovefrance marseille paris france london liverpool arsenal chelsea juventus
	barcelona naruto michael jordan nicolas camille thomas marine alexandre julien pierre charlotte chouquette
	vacances summer winter spring autumn printemps automne hiver janvier fevrier mars avril juin juillet aout
	septembre octobre novembre decembre january february march april june july august september october november
	december lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday
	sunday
`);

/** Words of the trade and of the product: context that an attacker of this very firm tries (ASVS 6.2.11). */
export const TRADE_WORDS: readonly string[] = words(`
	carnet cabinet compta comptable comptabilite expert expertise expertcomptable fiscal fiscalite impot impots
	bilan audit conseil client clients dossier dossiers societe gestion accounting accountant accounts advisory
	office bureau firm practice tax taxes company entreprise
`);

function words(text: string): string[] {
	return text.split(/\s+/).filter((word) => word !== '');
}

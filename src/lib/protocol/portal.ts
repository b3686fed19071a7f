import type { AccountType } from '../domain/account.ts';
import type { PostalAddress } from '../domain/address.ts';
import type { AccountId } from '../domain/ids.ts';
import type { Locale } from '../domain/staff.ts';
import { flag, isOneOf, list, maybe, number, shape, text, type Check } from './portal-checks.ts';

/** What clients may know of the firm. */
export interface PortalFirm {
	name: string;
	/** A data URL, or '' */
	logo: string;
	/** '' in every part that the firm has not given. */
	address: PostalAddress;
	/** The address that answers reach; '' for none. */
	email: string;
	/** Whether new clients may register. */
	signUp: boolean;
}

const address: Check<PostalAddress> = shape({ street: text, postcode: text, city: text, country: text });
export const portalFirm: Check<PortalFirm> = shape({ name: text, logo: text, address, email: text, signUp: flag });

/** Why a mailed link does not work. `unknown` is all that anybody is told who never held one. */
export const LINK_PROBLEMS = ['unknown', 'expired', 'replaced', 'used', 'withdrawn'] as const;
export type PortalLinkProblem = (typeof LINK_PROBLEMS)[number];

/** What the activation page may show. Addresses are masked. */
export interface InvitationLook {
	firm: PortalFirm;
	firstName: string;
	email: string;
	message: string;
	accounts: string[];
	language: Locale;
	/** `choose`: a password is to be chosen; `sign-in`: there is one, it adds the account; `add`: signed in as the right person already. */
	way: 'choose' | 'sign-in' | 'add';
	/** Somebody else is signed in on this browser: their masked address. */
	other: string | null;
}

export const invitationLook: Check<InvitationLook> = shape({
	firm: portalFirm,
	firstName: text,
	email: text,
	message: text,
	accounts: list(text),
	language: isOneOf('fr', 'en'),
	way: isOneOf('choose', 'sign-in', 'add'),
	other: maybe(text),
});

/** The whole address of who just got in, for the browser's password manager. */
export const activated: Check<{ email: string }> = shape({ email: text });

export interface AccountLine {
	id: AccountId;
	name: string;
	type: AccountType;
}

const id = text as Check<AccountId>;
const type = isOneOf('individual', 'company');
export const accountLine: Check<AccountLine> = shape({ id, name: text, type });

/** What a signed-in client finds. */
export interface PortalHome {
	firm: PortalFirm;
	firstName: string;
	email: string;
	accounts: AccountLine[];
}

export const portalHome: Check<PortalHome> = shape({ firm: portalFirm, firstName: text, email: text, accounts: list(accountLine) });

/** A folder as the client sees it; parents come before what is in them. */
export interface PortalFolder {
	id: string;
	name: string;
	/** 0: at the top */
	depth: number;
	/** The one that takes the client's own documents. */
	clientUploads: boolean;
}

export interface AccountView extends AccountLine {
	folders: PortalFolder[];
}

const folder: Check<PortalFolder> = shape({ id: text, name: text, depth: number, clientUploads: flag });
export const accountView: Check<AccountView> = shape({ id, name: text, type, folders: list(folder) });

/** A place where the client is signed in. Times are ms since 1970. */
export interface PortalSession {
	id: string;
	/** Browser and system, as the browser told them. */
	agent: { browser: string; system: string };
	createdAt: number;
	lastSeen: number;
	/** This very browser. */
	current: boolean;
}

const agent: Check<PortalSession['agent']> = shape({ browser: text, system: text });
const session: Check<PortalSession> = shape({ id: text, agent, createdAt: number, lastSeen: number, current: flag });
export const portalSessions: Check<{ sessions: PortalSession[] }> = shape({ sessions: list(session) });

/** Whom a link for a new password is for; the address is masked. */
export const resetLook: Check<{ firm: PortalFirm; email: string }> = shape({ firm: portalFirm, email: text });

/** What the public page for new clients shows. `open` false: the firm takes no registrations online. */
export const signUpPage: Check<{ open: boolean; firm: PortalFirm; welcome: string }> = shape({ open: flag, firm: portalFirm, welcome: text });

/** A registration that was begun. `resendIn`: seconds until the code can be sent again. */
export const signUpStarted: Check<{ attempt: string; resendIn: number }> = shape({ attempt: text, resendIn: number });

export const portalDone: Check<{ ok: boolean }> = shape({ ok: flag });

/** What is refused, by code; what belongs to it stands beside it. */
export const portalRefusal: Check<{ error: string }> = shape({ error: text });

/** How long a registration's code can't be sent again, in seconds; its digits; wrong ones that end the try. */
export const SIGN_UP_RESEND = 60;
export const SIGN_UP_DIGITS = 6;
export const SIGN_UP_TRIES = 5;

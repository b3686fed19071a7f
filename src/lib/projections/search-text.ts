import { foldText } from '../domain/text.ts';
import type { AccountRow, ContactRow } from '../storage/rows.ts';

/** How many records share a chunk of the search pack: a change rewrites one chunk, and loading reads all of them. */
export const CHUNK_SIZE = 400;

/** What an account is found by: its name, company, IDs (those of accounts that it stands for too) and company number, folded; parts are separated by a line break so that no hit spans two. */
export function accountText(row: Pick<AccountRow, 'name' | 'companyName' | 'code' | 'codeClaim' | 'siren' | 'formerCodes'>): string {
	const claim = row.code.startsWith(row.codeClaim) ? '' : row.codeClaim;
	const parts = [row.name, row.companyName, row.code, claim, row.siren, ...(row.formerCodes ?? [])];
	return [...new Set(parts.map(foldText))].filter((part, place) => part !== '' || place === 0).join('\n');
}

/** What a contact is found by: name, e-mail, and each phone's digits. */
export function contactText(row: Pick<ContactRow, 'name' | 'email' | 'phones'>): string {
	return [foldText(row.name), foldText(row.email), ...row.phones.map(phoneDigits)].filter((part) => part !== '').join('\n');
}

/** A phone's digits for comparing: +33 6…, 0033 6… and 06… of one number end alike. */
export function phoneDigits(phone: string): string {
	return phone.replace(/\(0\)/g, '').replace(/\D/g, '').replace(/^00/, '');
}

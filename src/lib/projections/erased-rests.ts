import { personKey } from '../domain/contact.ts';
import { emailKey } from '../domain/email.ts';
import { caseKey } from '../domain/text.ts';
import type { BookTransaction } from '../storage/book-store.ts';
import type { ImportRow, ImportStepRow } from '../storage/import-rows.ts';
import type { AccountRow, ContactRow } from '../storage/rows.ts';

const PAGE = 1_000;
/** A step may hold a hundred rows of a file. */
const STEPS = 20;
/** Only these keep rows that are not written. */
const WAITING: readonly ImportRow['state'][] = ['preparing', 'writing', 'stopped', 'undoing'];

/**
 * Takes erased records out of what this device keeps unfinished: the rows of imports that wait, which their reports then count as not written,
 * and forms that a crash left.
 */
export async function removeFromRests(tx: BookTransaction, accounts: readonly AccountRow[], contacts: readonly ContactRow[]): Promise<void> {
	if (accounts.length + contacts.length === 0) return;
	const names = namer(accounts, contacts);
	for (const { key, draft } of await tx.drafts.page('', PAGE)) if (names(draft)) await tx.drafts.delete(key);
	for (const row of await tx.imports.page('', PAGE)) if (WAITING.includes(row.state)) await stripImport(tx, row, names);
}

async function stripImport(tx: BookTransaction, row: ImportRow, names: (rest: unknown) => boolean): Promise<void> {
	const refused: ImportRow['refused'] = [];
	for (let after = `${row.id}/`; ; ) {
		const steps = (await tx.importSteps.page(after, STEPS)).filter(({ key }) => key.startsWith(`${row.id}/`));
		for (const step of steps) {
			const left = without(step, names);
			if (left.refused.length === 0) continue;
			refused.push(...left.refused);
			await tx.importSteps.put(left.step);
		}
		const last = steps.at(-1);
		if (last === undefined) break;
		after = last.key;
	}
	if (refused.length > 0) await tx.imports.put({ ...row, refused: [...row.refused, ...refused] });
}

function without(step: ImportStepRow, names: (rest: unknown) => boolean): { step: ImportStepRow; refused: ImportRow['refused'] } {
	const refused: ImportRow['refused'] = [];
	const problem = 'record-unknown';
	const units = step.units.filter((unit) => {
		if (!names(unit)) return true;
		refused.push({ lines: unit.lines, problem });
		return false;
	});
	const records = step.records.filter((record) => {
		if (!names([record.name.split(':')[1], record.values])) return true;
		refused.push({ lines: [], problem });
		return false;
	});
	return { step: { ...step, units, records }, refused };
}

/** Tells whether something names one of these records: by its id, its SIREN, an e-mail address, or its name. Somebody of the same name with another address is somebody else. */
function namer(accounts: readonly AccountRow[], contacts: readonly ContactRow[]): (rest: unknown) => boolean {
	const ids = new Set<string>([...accounts, ...contacts].map(({ id }) => id));
	const emails = new Set(contacts.map(({ email }) => emailKey(email)).filter((email) => email !== ''));
	const people = Map.groupBy(contacts.filter(({ name }) => name !== ''), ({ name }) => personKey(name));
	const titles = new Set(accounts.flatMap(({ name, companyName }) => [name, companyName]).filter((name) => name !== '').map(caseKey));
	const sirens = new Set(accounts.map(({ siren }) => siren).filter((siren) => siren !== ''));
	const isPerson = ({ firstName, lastName, email }: Record<string, unknown>): boolean => {
		const same = people.get(personKey([firstName, lastName].filter((part) => typeof part === 'string').join(' '))) ?? [];
		return same.some((contact) => contact.email === '' || typeof email !== 'string' || email === '');
	};
	const says = (text: string) => ids.has(text) || sirens.has(text) || titles.has(caseKey(text)) || emails.has(emailKey(text));
	const names = (rest: unknown): boolean => {
		if (typeof rest === 'string') return says(rest);
		if (typeof rest !== 'object' || rest === null) return false;
		return isPerson(rest as Record<string, unknown>) || Object.values(rest).some(names);
	};
	return names;
}

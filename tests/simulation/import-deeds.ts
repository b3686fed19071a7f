import { createCommands } from '../../src/lib/commands/create-commands.ts';
import { stepKey } from '../../src/lib/commands/import-records.ts';
import type { AccountId, ContactId, ImportId } from '../../src/lib/domain/ids.ts';
import type { ImportedAccount, ImportedPerson, ImportedUnit } from '../../src/lib/domain/imported.ts';
import type { FirmImportRow, ImportRow, ImportStepRow } from '../../src/lib/storage/import-rows.ts';
import type { Auditor } from './auditor.ts';
import type { DeedPlace } from './book-deeds.ts';
import type { Device, Tab } from './device.ts';
import type { Random } from './random.ts';

/** A file that somebody imported, as it was handed to the command. Its name is its own in a run. */
export interface ImportedFile {
	device: Device;
	file: string;
	units: readonly ImportedUnit[];
}

/** Statements into an import, or into taking one back, within which the browser may die. */
const DIES_WITHIN = 60;

/** Somebody imports a small file: new accounts with their people, one person of two accounts, and rows of records that are there. In the middle the browser may die. */
export async function importFile(place: DeedPlace, auditor: Auditor): Promise<void> {
	const { device, tab, random } = place;
	const units = rows(place);
	const file = `${place.text()}.csv`;
	const [steps, stops] = [random.between(1, 3), random.chance(0.2)];
	auditor.imports.push({ device, file, units });
	mayDie(device, random);
	const commands = createCommands(tab.deps);
	const id = await commands.prepareImport({ file, counts: {}, units }, { cancelled: () => false });
	if (id === null) return;
	await inSmallSteps(tab, id, steps);
	let told = 0;
	await commands.runImport(id, { progress: () => told++, cancelled: () => stops && told > 1 });
}

/** Somebody goes on with what was cut off or stopped: with the import, or with taking it back. */
export async function resumeImport({ device, tab, random }: DeedPlace): Promise<void> {
	const row = random.pick(device.disk.rows<ImportRow>('imports').filter(({ state }) => ['writing', 'stopped', 'undoing'].includes(state)));
	if (row === undefined) return;
	const back = row.state === 'undoing' || random.chance(0.3);
	mayDie(device, random);
	const commands = createCommands(tab.deps);
	await (back ? commands.undoImport(row.id, UNSTOPPED) : commands.runImport(row.id, UNSTOPPED));
}

/** Somebody takes an import back: mostly where it was made, sometimes on another device, as far as that has heard of it. */
export async function undoImport({ device, tab, random }: DeedPlace): Promise<void> {
	const own = device.disk.rows<ImportRow>('imports').filter(({ state }) => state === 'done' || state === 'stopped');
	const heard = device.disk.rows<FirmImportRow>('firmImports').filter(({ undone }) => undone === null);
	const id = random.pick<Pick<ImportRow, 'id'>>(random.chance(0.7) ? own : heard)?.id;
	if (id === undefined) return;
	mayDie(device, random);
	await createCommands(tab.deps).undoImport(id, UNSTOPPED);
}

const UNSTOPPED = { progress: () => undefined, cancelled: () => false };

function mayDie(device: Device, random: Random): void {
	const [dies, within, after] = [random.chance(0.3), random.between(1, DIES_WITHIN), random.between(1_000, 60_000)];
	if (!dies) return;
	device.disk.dieIn = within;
	device.deps.schedule.after(after, () => device.boot());
}

/** A step takes a hundred rows: here it takes a few, so that an import has a middle. */
async function inSmallSteps(tab: Tab, id: ImportId, count: number): Promise<void> {
	await tab.deps.store.write(async (tx) => {
		const row = await tx.imports.get(id);
		const step = await tx.importSteps.get(stepKey(id, 0));
		if (row === undefined || step === undefined) return;
		const most = Math.ceil(step.units.length / count);
		const steps: ImportStepRow[] = [];
		for (let from = 0; from < step.units.length; from += most) {
			steps.push({ ...step, key: stepKey(id, steps.length), units: step.units.slice(from, from + most) });
		}
		await tx.importSteps.putMany(steps);
		await tx.imports.put({ ...row, steps: steps.length });
	});
}

function rows(place: DeedPlace): ImportedUnit[] {
	const { tab, random, text } = place;
	const newId = () => tab.deps.platform.uuid();
	const person = (changes: Partial<ImportedPerson> = {}): ImportedPerson => ({
		id: newId() as ContactId,
		isNew: true,
		fields: { lastName: text(), email: `${text()}@exemple.fr` },
		phones: [],
		address: {},
		tags: random.chance(0.3) ? [`Tag ${random.below(4)}`] : [],
		custom: {},
		switches: random.chance(0.3) ? { login: true } : {},
		...changes,
	});
	const account = (changes: Partial<ImportedAccount> = {}): ImportedAccount => ({
		id: newId() as AccountId,
		isNew: true,
		fields: random.chance(0.5) ? { type: 'company', companyName: text() } : {},
		address: {},
		code: null,
		template: null,
		tags: random.chance(0.5) ? [`Tag ${random.below(4)}`] : [],
		custom: {},
		...changes,
	});
	const shared = person();
	const units = [
		{ account: account(), people: [shared] },
		// What a file says of a person is written once; elsewhere they are linked.
		{ account: account(), people: [person({ id: shared.id, isNew: false, fields: {}, tags: [] }), person()] },
		{ account: null, people: [person()] },
	];
	const [known, someone] = [random.pick(place.accounts), random.pick(place.contacts)];
	if (known !== undefined && someone !== undefined) {
		const linked = person({ id: someone.id, isNew: false, fields: { firstName: text() }, phones: ['0612345678'] });
		units.push({ account: account({ id: known.id, isNew: false, fields: { name: text() } }), people: [linked] });
	}
	return units.map((unit, i) => ({ ...unit, lines: [i + 2] }));
}

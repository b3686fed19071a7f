import { describe, expect, test } from 'vitest';
import type { CommandResult } from '../../src/lib/app/carnet.ts';
import { tidyLine } from '../../src/lib/domain/text.ts';
import { emailFault, nameFault } from '../../src/lib/features/create-account/field-fault.ts';
import { FieldEdit } from '../../src/lib/features/record-edit/field-edit-state.svelte.ts';

const SAVED: CommandResult<void> = { ok: true, value: undefined, group: null };

function edit(value: string, save: (value: string) => Promise<CommandResult<void>> = async () => SAVED) {
	const saved: string[] = [];
	const field = new FieldEdit<string>({
		value,
		same: (a, b) => a === b,
		tidy: tidyLine,
		fault: nameFault,
		save: (typed) => {
			saved.push(typed);
			return save(typed);
		},
	});
	return { field, saved };
}

describe('leaving a field', () => {
	test('saves what was typed, tidied, and says so', async () => {
		const { field, saved } = edit('Martin');
		field.begin();
		field.type('  Famille   Martin ');
		expect(await field.commit()).toBe(true);
		expect(saved).toEqual(['Famille Martin']);
		expect(field.draft).toBe('Famille Martin');
		expect(field.phase).toBe('saved');
		field.rest();
		expect(field.phase).toBe('idle');
	});

	test('saves nothing when nothing was typed', async () => {
		const { field, saved } = edit('Martin');
		field.begin();
		field.type('Martin ');
		expect(await field.commit()).toBe(true);
		expect(saved).toEqual([]);
		expect(field.draft).toBe('Martin');
	});

	test('keeps what is wrong on screen, unsaved, until it is repaired or taken back', async () => {
		const { field, saved } = edit('Martin');
		field.type('a/b');
		expect(await field.commit()).toBe(false);
		expect(saved).toEqual([]);
		expect(field.draft).toBe('a/b');
		expect(field.phase).toBe('kept');
		field.restore();
		expect(field.draft).toBe('Martin');
		expect(field.fault).toBeNull();
	});

	test('keeps what a command refuses, with the reason, until it is changed', async () => {
		const { field } = edit('x', async () => ({ ok: false, problems: [{ field: 'firstName', problem: 'required' }] }));
		field.type('');
		expect(await field.commit()).toBe(false);
		expect(field.fault).toEqual({ kind: 'person-needed' });
		field.type('y');
		expect(field.fault).toBeNull();
	});

	test('keeps what the disk refuses, and saves it at the next try', async () => {
		let full = true;
		const { field } = edit('x', async () => {
			if (full) throw new Error('full');
			return SAVED;
		});
		field.type('y');
		expect(await field.commit()).toBe(false);
		expect(field.failure).toEqual(new Error('full'));
		expect(field.draft).toBe('y');
		full = false;
		expect(await field.commit()).toBe(true);
		expect(field.failure).toBeNull();
	});
});

test('a value in the making is called wrong only once the field is left', async () => {
	const field = new FieldEdit<string>({
		value: '',
		same: (a, b) => a === b,
		tidy: (typed) => typed,
		fault: (typed, left) => (left ? emailFault(typed) : null),
		save: async () => SAVED,
	});
	field.type('lea@');
	expect(field.fault).toBeNull();
	await field.commit();
	expect(field.fault).toEqual({ kind: 'email', problem: 'domain' });
});

describe('a change from elsewhere', () => {
	test('shows at once while the field is at rest', () => {
		const { field } = edit('Martin');
		field.follow('Durand');
		expect(field.draft).toBe('Durand');
		expect(field.offered).toBeNull();
	});

	test('never touches what is being typed: it is offered, and can be taken', () => {
		const { field } = edit('Martin');
		field.begin();
		field.type('Martinez');
		field.follow('Durand');
		expect(field.draft).toBe('Martinez');
		expect(field.offered).toEqual({ value: 'Durand' });
		field.takeOffered();
		expect(field.draft).toBe('Durand');
		expect(field.offered).toBeNull();
	});

	test('yields to what was typed when the field is left', async () => {
		const { field, saved } = edit('Martin');
		field.type('Martinez');
		field.follow('Durand');
		expect(await field.commit()).toBe(true);
		expect(saved).toEqual(['Martinez']);
		expect(field.offered).toBeNull();
	});

	test('is taken over on leaving a field in which nothing was typed', async () => {
		const { field, saved } = edit('Martin');
		field.begin();
		field.follow('Durand');
		expect(field.draft).toBe('Martin');
		expect(await field.commit()).toBe(true);
		expect(saved).toEqual([]);
		expect(field.draft).toBe('Durand');
	});

	test('that says what was typed anyway needs no offer', () => {
		const { field } = edit('Martin');
		field.type('Durand');
		field.follow('Durand');
		expect(field.offered).toBeNull();
	});

	test('that is older than what was just saved does not bring the former text back for a moment', async () => {
		const { field } = edit('Martin');
		field.type('Durand');
		expect(await field.commit()).toBe(true);
		field.follow('Martin');
		expect(field.draft).toBe('Durand');
		expect(field.phase).toBe('saved');
		field.follow('Durand');
		field.follow('Martin');
		expect(field.draft).toBe('Martin');
	});
});

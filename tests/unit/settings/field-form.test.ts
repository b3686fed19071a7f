import { describe, expect, test } from 'vitest';
import type { CustomField } from '../../../src/lib/domain/custom-field.ts';
import type { FieldId } from '../../../src/lib/domain/ids.ts';
import { FieldFormState, type FieldFormDeps } from '../../../src/lib/features/settings/field-form-state.svelte.ts';
import { RowOrder } from '../../../src/lib/features/settings/row-order.svelte.ts';

const FIELD = '01900000-0000-7000-8000-0000000000aa' as FieldId;

function field(changes: Partial<CustomField> = {}): CustomField {
	return { id: FIELD, kind: 'account', label: 'Mandate', type: 'choice', required: false, order: 0, choices: [], archived: false, ...changes };
}

function form(deps: Partial<FieldFormDeps> = {}) {
	const written: unknown[] = [];
	let letter = 0;
	const ok = async (...input: unknown[]) => {
		written.push(input);
		return { ok: true as const, value: FIELD, group: null };
	};
	const state = new FieldFormState({
		field: null,
		kind: 'account',
		others: () => [],
		commands: { createField: ok, editField: async (...input) => ({ ...(await ok(...input)), value: undefined }) },
		queries: { fieldUses: async () => ({ values: 0, unfit: 0 }) },
		letters: () => `choice-${letter++}`,
		...deps,
	});
	return { state, written };
}

describe('defining a field', () => {
	test('a label is needed, short enough, and its own', async () => {
		const { state, written } = form({ others: () => [field({ label: 'Échéance' })] });
		expect(state.labelFault).toBeNull();
		expect(await state.save()).toBeNull();
		expect(state.labelFault).toBe('required');
		state.label = ' echeance ';
		expect(state.labelFault).toBe('taken');
		state.label = 'x'.repeat(81);
		expect(state.labelFault).toBe('too-long');
		state.label = '  Annual   fee ';
		state.type = 'amount';
		state.required = true;
		expect(await state.save()).not.toBeNull();
		expect(written).toEqual([[{ kind: 'account', label: 'Annual fee', type: 'amount', required: true, choices: [] }]]);
	});

	test('a check box is never required: it always has an answer', async () => {
		const { state, written } = form();
		state.label = 'Signed';
		state.required = true;
		state.type = 'checkbox';
		await state.save();
		expect(written).toMatchObject([[{ required: false }]]);
	});

	test('choices are needed, each once, empty ones are left out', async () => {
		const { state, written } = form();
		state.label = 'Mandate';
		state.type = 'choice';
		const first = state.addChoice();
		expect(await state.save()).toBeNull();
		expect(state.choicesMissing).toBe(true);
		state.nameChoice(first, 'Audit');
		const second = state.addChoice();
		state.nameChoice(second, 'audit ');
		expect(state.choiceFault(second)).toBe('twice');
		expect(await state.save()).toBeNull();
		state.nameChoice(second, ' Payroll');
		state.addChoice();
		await state.save();
		expect(written).toMatchObject([[{ choices: [{ id: first, label: 'Audit' }, { id: second, label: 'Payroll' }] }]]);
	});

	test('a pasted list makes a choice of each line; choices are put in another order', () => {
		const { state } = form();
		const first = state.addChoice();
		state.pasteChoices(first, ['Audit', 'Payroll', 'Advice']);
		const labels = () => state.choices.map(({ label }) => label);
		expect(labels()).toEqual(['Audit', 'Payroll', 'Advice']);
		state.moveChoice(first, 2);
		expect(labels()).toEqual(['Payroll', 'Advice', 'Audit']);
		state.moveChoice(first, -3);
		expect(labels()).toEqual(['Audit', 'Payroll', 'Advice']);
	});
});

describe('changing a field that has values', () => {
	test('says how many values would not fit, and keeps its choices when the type is another one', async () => {
		const asked: unknown[] = [];
		const choices = [{ id: 'a', label: 'Audit' }];
		const { state, written } = form({
			field: field({ choices }),
			queries: {
				fieldUses: async (_id, as) => {
					asked.push(as);
					return { values: 48, unfit: as?.type === 'date' ? 12 : 0 };
				},
			},
		});
		await state.count();
		expect(state.use).toEqual({ values: 48, unfit: 0 });
		state.type = 'date';
		await state.count();
		expect(state.use).toEqual({ values: 48, unfit: 12 });
		await state.save();
		expect(written).toEqual([[FIELD, { label: 'Mandate', type: 'date', required: false, choices }]]);
		expect(asked).toEqual([
			{ type: 'choice', choices },
			{ type: 'date', choices },
		]);
	});

	test('a slow count of an earlier choice never stands', async () => {
		const answers: ((use: { values: number; unfit: number }) => void)[] = [];
		const { state } = form({
			field: field(),
			queries: { fieldUses: () => new Promise((resolve) => answers.push(resolve)) },
		});
		const first = state.count();
		state.type = 'number';
		const second = state.count();
		answers[1]?.({ values: 3, unfit: 3 });
		answers[0]?.({ values: 3, unfit: 0 });
		await Promise.all([first, second]);
		expect(state.use?.unfit).toBe(3);
	});
});

describe('rows that are dragged', () => {
	function order() {
		let ids = ['a', 'b', 'c'];
		const state = new RowOrder({
			ids: () => ids,
			move: (id, to) => {
				const others = ids.filter((one) => one !== id);
				ids = [...others.slice(0, to), id, ...others.slice(to)];
			},
		});
		return { state, ids: () => ids.join('') };
	}

	test('go before or after the row under the pointer, and nowhere when given up or where they stand', () => {
		const { state, ids } = order();
		state.begin('a');
		state.over('c', 0.8);
		expect(state.markOf('c')).toBe('after');
		state.end(true);
		expect(ids()).toBe('bca');
		state.begin('a');
		state.over('b', 0.2);
		state.end(false);
		expect(ids()).toBe('bca');
		state.begin('c');
		state.over('b', 0.9);
		expect(state.markOf('b')).toBeNull();
		state.over('b', 0.1);
		state.end(true);
		expect(ids()).toBe('cba');
		expect(state.begin('z')).toBe(false);
	});
});

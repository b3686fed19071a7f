import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { nextStamp, stampAt, stampTime, type Stamp } from '../../src/lib/domain/clock.ts';
import type { FieldValue } from '../../src/lib/domain/field-value.ts';
import type { ContactId, WriterId } from '../../src/lib/domain/ids.ts';
import { linkField, type LinkPart } from '../../src/lib/domain/link.ts';
import { readAccount } from '../../src/lib/documents/record-reading.ts';
import { latestStamp, readRegisters, ROOT, writeRegister, type FieldState } from '../../src/lib/documents/registers.ts';

const CONTACT = '01900000-0000-7000-8000-00000000000c' as ContactId;

/** Some people who each have their own copy and their own clock. */
function people(count: number) {
	return Array.from({ length: count }, (_, i) => {
		const doc = new Y.Doc();
		let clock = 0 as Stamp;
		return {
			doc,
			writer: `device00000${i}.tab0${i}` as WriterId,
			write(field: string, value: FieldValue, now: number) {
				clock = nextStamp(Math.max(clock, latestStamp(doc)) as Stamp, now);
				doc.transact(() => writeRegister(doc, this.writer, field, value, clock));
				return clock;
			},
		};
	});
}

function exchange(a: Y.Doc, b: Y.Doc): void {
	Y.applyUpdate(a, Y.encodeStateAsUpdate(b));
	Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
}

function values(doc: Y.Doc): Record<string, FieldValue> {
	return Object.fromEntries([...readRegisters(doc)].map(([field, { winner }]) => [field, winner.value]));
}

describe('registers', () => {
	it('REG-1 ends on the latest write on every device, whatever the partings', () => {
		const step = fc.record({ who: fc.nat(2), other: fc.nat(2), field: fc.constantFrom('name', 'companyName'), meet: fc.boolean() });
		fc.assert(
			fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
				const crowd = people(3);
				const last = new Map<string, { at: Stamp; writer: string; value: number }>();
				steps.forEach(({ who, other, field, meet }, i) => {
					const person = crowd[who];
					const met = crowd[other];
					if (person === undefined || met === undefined) return;
					if (meet) return exchange(person.doc, met.doc);
					const at = person.write(field, i, i);
					const before = last.get(field);
					if (before === undefined || at > before.at || (at === before.at && person.writer > before.writer)) last.set(field, { at, writer: person.writer, value: i });
				});
				for (let round = 0; round < 2; round++) for (const a of crowd) for (const b of crowd) exchange(a.doc, b.doc);
				for (const { doc } of crowd) expect(values(doc)).toEqual(Object.fromEntries([...last].map(([field, { value }]) => [field, value])));
			}),
			{ numRuns: 500 },
		);
	});

	it('REG-2 keeps what lost readable until somebody who has seen it writes', () => {
		const [a, b] = people(2) as [ReturnType<typeof people>[0], ReturnType<typeof people>[0]];
		a.write('name', 'Dupré', 1);
		b.write('name', 'Dupré & fille', 2);
		exchange(a.doc, b.doc);
		const state = readRegisters(a.doc).get('name');
		expect(state?.winner.value).toBe('Dupré & fille');
		expect(state?.also.map(({ value, writer }) => [value, writer])).toEqual([['Dupré', a.writer]]);
		a.write('name', 'Dupré', 3);
		expect(readRegisters(a.doc).get('name')).toMatchObject({ winner: { value: 'Dupré' }, also: [] });
	});

	it('REG-3 lets off win for LOGIN, and for nothing else', () => {
		for (const [part, expected] of [['login', false], ['notify', true]] as const) {
			const [a, b] = people(2) as [ReturnType<typeof people>[0], ReturnType<typeof people>[0]];
			const field = linkField(CONTACT, part);
			a.write(field, false, 1);
			b.write(field, true, 2);
			exchange(a.doc, b.doc);
			expect(values(a.doc)[field]).toBe(expected);
			expect(values(b.doc)[field]).toBe(expected);
		}
	});

	it('REG-3 LOGIN can be switched on again by who has seen that it is off', () => {
		const [a, b] = people(2) as [ReturnType<typeof people>[0], ReturnType<typeof people>[0]];
		const field = linkField(CONTACT, 'login');
		a.write(field, false, 1);
		b.write(field, true, 2);
		exchange(a.doc, b.doc);
		b.write(field, true, 3);
		exchange(a.doc, b.doc);
		expect(values(a.doc)[field]).toBe(true);
	});

	it('REG-4 keeps a contact who was added again after a removal elsewhere', () => {
		const [a, b] = people(2) as [ReturnType<typeof people>[0], ReturnType<typeof people>[0]];
		a.write(linkField(CONTACT, 'present'), true, 1);
		exchange(a.doc, b.doc);
		a.write(linkField(CONTACT, 'present'), false, 2);
		b.write(linkField(CONTACT, 'present'), false, 3);
		b.write(linkField(CONTACT, 'present'), true, 4);
		exchange(a.doc, b.doc);
		expect(readAccount(readRegisters(a.doc)).links.map((link) => link.contact)).toEqual([CONTACT]);
	});

	it('MRG-3 makes one link of those of merged contacts, whatever order they come in, also where nobody is linked any more', () => {
		const contacts = ['a', 'b', 'c', 'd'].map((end) => `01900000-0000-7000-8000-00000000000${end}` as ContactId);
		const link = fc.record({ present: fc.boolean(), linkedAt: fc.nat(3), login: fc.boolean(), notify: fc.boolean(), sync: fc.boolean(), at: fc.nat(2) });
		fc.assert(
			fc.property(fc.array(link, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }), fc.infiniteStream(fc.nat()), (links, roots, random) => {
				const fields = links.flatMap(({ at, ...parts }, i) =>
					Object.entries(parts).map(([part, value]) => {
						const register = { value, at: (at + 1) as Stamp, writer: 'device000000.tab00' as WriterId };
						return [linkField(contacts[i] as ContactId, part as LinkPart), { winner: register, also: [] }] as [string, FieldState];
					}),
				);
				const meaning = (id: ContactId) => contacts[roots[contacts.indexOf(id)] ?? 0] ?? id;
				const shuffled = fields.map((field) => [random.next().value, field] as const).sort(([x], [y]) => x - y).map(([, field]) => field);
				const reading = readAccount(new Map(fields), meaning);
				expect(readAccount(new Map(shuffled), meaning)).toEqual(reading);
				expect(reading.links.length).toBeGreaterThan(0);
			}),
		);
	});

	it('REG-5 passes over what is no register', () => {
		const doc = new Y.Doc();
		const map = doc.getMap(ROOT);
		map.set('name', { value: 'x', at: 1 });
		map.set('name@nobody', { value: 'x', at: 1 });
		map.set('__proto__@device000001.tab01', { value: 'x', at: 1 });
		map.set('type@device000001.tab01', { value: 'robot', at: 1 });
		map.set('companyName@device000001.tab01', { value: 'x', at: 'soon' });
		const reading = readAccount(readRegisters(doc));
		expect(reading.values).toEqual({});
		expect(Object.getPrototypeOf(reading.values)).toBe(Object.prototype);
	});

	it('HLC-1 always gives a later stamp', () => {
		fc.assert(
			fc.property(fc.array(fc.nat(4_000_000_000_000), { minLength: 2, maxLength: 30 }), (times) => {
				let last = 0 as Stamp;
				for (const time of times) {
					const next = nextStamp(last, time);
					expect(next).toBeGreaterThan(last);
					expect(next).toBeGreaterThanOrEqual(stampAt(time));
					expect(Number.isSafeInteger(next)).toBe(true);
					last = next;
				}
				expect(stampTime(last)).toBeGreaterThanOrEqual(Math.max(...times));
			}),
		);
	});
});

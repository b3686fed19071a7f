import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountCode, codeCandidates, codeOfId, codePrefix, sharedCodes, type CodeClaim } from '../../../src/lib/domain/account-code.ts';
import type { AccountId } from '../../../src/lib/domain/ids.ts';

const claim = fc.record({
	id: fc.uuid({ version: 7 }).map((id) => id as AccountId),
	createdAt: fc.integer({ min: 0, max: 3 }),
});

describe('an account’s ID', () => {
	it.each([
		['Écrivain', 'ECR'],
		['L’Oréal & Fils', 'LOR'],
		['O’Brien', 'OBR'],
		['Nguyễn', 'NGU'],
		['Li', 'LIX'],
		['株式会社', 'CLI'],
		['3M', 'MXX'],
		['', 'CLI'],
	])('COD-1 takes its letters from the name: %s', (name, prefix) => {
		expect(codePrefix(name)).toBe(prefix);
	});

	it('COD-1 every candidate is an ID, short ones first', () => {
		fc.assert(
			fc.property(fc.string(), fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })), (name, stream) => {
				const codes = codeCandidates(name, () => stream.next().value);
				for (const code of codes) expect(accountCode.safeParse(code).success).toBe(true);
				expect(codes.map((code) => code.length)).toEqual(codes.map((code) => code.length).sort((a, b) => a - b));
			}),
		);
	});

	it('COD-2 claims of one ID are told apart, the same in any order of arrival', () => {
		fc.assert(
			fc.property(fc.uniqueArray(claim, { selector: ({ id }) => id, minLength: 1, maxLength: 40 }), (claims) => {
				const codes = sharedCodes('MAR-123', claims);
				expect(new Set(codes.values()).size).toBe(claims.length);
				const [first] = [...claims].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)) as [CodeClaim];
				expect(codes.get(first.id)).toBe('MAR-123');
				for (const [id, code] of codes) if (id !== first.id) expect(code).toMatch(/^MAR-123-[A-P]{2,}$/);
				expect(new Map([...sharedCodes('MAR-123', [...claims].reverse())].sort())).toEqual(new Map([...codes].sort()));
			}),
		);
	});

	it('COD-2 an account from before there were IDs has one by its id', () => {
		fc.assert(
			fc.property(claim, ({ id }) => {
				expect(accountCode.safeParse(codeOfId(id)).success).toBe(true);
			}),
		);
	});
});

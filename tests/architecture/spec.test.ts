import { expect, test } from 'vitest';
import { filesOf, textOf } from './repository.ts';

const rules = filesOf('docs/spec/*.md').flatMap((page) => Array.from(textOf(page).matchAll(/^[-*] \*\*([A-Z]{2,5}-\d+)\*\*/gm), (hit) => hit[1] ?? ''));

/** The ids that titles of tests begin with: `REP-3 …`, or `REP-3, REP-4 …`. */
const quoted = filesOf('tests/*.ts').flatMap((path) =>
	Array.from(textOf(path).matchAll(/\b(?:test|it|describe)(?:\.\w+|\([^()]*\)|\.each\([\s\S]*?\))*\(\s*['"`]((?:[A-Z]{2,5}-\d+[,:]? ?)+)/g), (hit) => hit[1] ?? '').flatMap(
		(title) => title.match(/[A-Z]{2,5}-\d+/g) ?? [],
	),
);

test('every numbered rule has an id of its own', () => {
	expect(rules.filter((rule, at) => rules.indexOf(rule) !== at)).toEqual([]);
	expect(rules.length).toBeGreaterThan(0);
});

test('every numbered rule is held by a test whose title begins with its id', () => {
	expect(rules.filter((rule) => !quoted.includes(rule))).toEqual([]);
});

test('every id that a test quotes is a rule of docs/spec', () => {
	expect([...new Set(quoted.filter((id) => !rules.includes(id)))]).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import type { ApiProblem, ApiResult } from '../../../src/lib/app/api-call.ts';
import type { SignIn } from '../../../src/lib/app/api.ts';
import type { DeviceId } from '../../../src/lib/domain/ids.ts';
import type { Profile } from '../../../src/lib/domain/staff.ts';
import { SignInState } from '../../../src/lib/features/sign-in/sign-in-state.svelte.ts';

const refused = (error: string): ApiProblem => ({ kind: 'refused', error, body: { error } });

function form(...answers: (ApiProblem | 'in')[]) {
	const asked: SignIn[] = [];
	const entered: Profile[] = [];
	const signIn = async (input: SignIn): Promise<ApiResult<Profile>> => {
		asked.push(input);
		const answer = answers.shift() ?? 'in';
		return answer === 'in' ? { ok: true, value: {} as Profile } : { ok: false, problem: answer };
	};
	const state = new SignInState({
		api: { signIn },
		knownDevice: (email) => (email === 'anne@x.example' ? ('AAAAAAAAAAAA' as DeviceId) : null),
		signedIn: async (profile) => void entered.push(profile),
	});
	return { state, asked, entered };
}

describe('signing in', () => {
	test('asks nothing of the relay while something is missing, and says what', async () => {
		const { state, asked } = form();
		await state.submit('Chrome on Linux');
		expect(asked).toEqual([]);
		expect(state.emailFault).toBe('Enter your e-mail address.');
		expect(state.passwordFault).toBe('Enter your password.');
	});

	test('tells the relay which device this was before, for that person alone', async () => {
		const { state, asked } = form();
		state.email = 'anne@x.example';
		state.password = 'p';
		await state.submit('Chrome on Linux');
		expect(asked[0]?.device).toEqual({ name: 'Chrome on Linux', id: 'AAAAAAAAAAAA' });
		state.email = 'paul@x.example';
		await state.submit('Chrome on Linux');
		expect(asked[1]?.device).toEqual({ name: 'Chrome on Linux' });
	});

	test('keeps what was typed after a refusal, and says it beside the password', async () => {
		const { state, entered } = form(refused('refused'));
		state.email = 'anne@x.example';
		state.password = 'wrong';
		await state.submit('d');
		expect(state.passwordFault).toBe('E-mail or password is wrong.');
		expect([state.email, state.password]).toEqual(['anne@x.example', 'wrong']);
		expect(state.notice).toBeNull();
		expect(entered).toEqual([]);
	});

	test('asks for the second factor’s code once the relay wants it, and sends it then', async () => {
		const { state, asked, entered } = form(refused('code-needed'), refused('code-wrong'), 'in');
		state.email = 'anne@x.example';
		state.password = 'p';
		await state.submit('d');
		expect(state.codeAsked).toBe(true);
		expect(state.codeFault).toBeNull();
		state.code = '000000';
		await state.submit('d');
		expect(state.codeFault).toContain('wrong');
		state.code = '123456';
		await state.submit('d');
		expect(asked.map(({ code }) => code)).toEqual([undefined, '000000', '123456']);
		expect(entered).toHaveLength(1);
	});

	test.each<[ApiProblem, string]>([
		[{ kind: 'offline' }, 'no connection'],
		[{ kind: 'throttled', seconds: 8 }, 'Wait 8 seconds'],
		[{ kind: 'throttled', seconds: 600 }, 'about 10 minutes'],
		[{ kind: 'failed' }, 'could not do this'],
	])('says in words why %o came to nothing', async (problem, words) => {
		const { state } = form(problem);
		state.email = 'anne@x.example';
		state.password = 'p';
		await state.submit('d');
		expect(state.notice).toContain(words);
		expect(state.busy).toBe(false);
	});
});

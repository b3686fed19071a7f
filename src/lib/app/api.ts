import { hc, type InferRequestType } from 'hono/client';
import type { Api as RelayApi } from '../../../sync-server/http/api.ts';
import type { DeviceId, StaffId } from '../domain/ids.ts';
import type { Locale, Role } from '../domain/staff.ts';
import { answers } from './api-answers.ts';
import { call } from './api-call.ts';

/**
 * The relay's calls, for what only the relay can do. Their paths and inputs are checked against the relay's own types,
 * their answers are read by shape; errors are values.
 * @param origin of the relay, such as `https://book.example`
 */
export function createApi(origin: string) {
	// Also on calls without a body: the relay takes nothing from a page that a form could have sent.
	const relay = hc<RelayApi>(`${origin}/api`, { headers: { 'Content-Type': 'application/json' } });
	const { password, staff, devices } = relay;
	const factor = relay['second-factor'];
	const until = (signal: AbortSignal) => ({ init: { signal } });
	return {
		state: () => call((signal) => relay.state.$get({}, until(signal)), answers.state),
		session: () => call((signal) => relay.session.$get({}, until(signal)), answers.profile),
		setUp: (json: SetUp) => call((signal) => relay['set-up'].$post({ json }, until(signal)), answers.profile),
		signIn: (json: SignIn) => call((signal) => relay['sign-in'].$post({ json }, until(signal)), answers.profile),
		signOut: () => call((signal) => relay['sign-out'].$post({}, until(signal)), answers.done),

		forgotPassword: (email: string) =>
			call((signal) => password.forgot.$post({ json: { email } }, until(signal)), answers.done),
		lookAtReset: (token: string) =>
			call((signal) => password.reset.look.$post({ json: { token } }, until(signal)), answers.resetLink),
		resetPassword: (token: string, chosen: string) =>
			call((signal) => password.reset.$post({ json: { token, password: chosen } }, until(signal)), answers.done),
		changePassword: (current: string, chosen: string) =>
			call((signal) => password.change.$post({ json: { current, password: chosen } }, until(signal)), answers.done),

		lookAtInvitation: (token: string) =>
			call((signal) => staff.join.look.$post({ json: { token } }, until(signal)), answers.joinLink),
		join: (json: Join) => call((signal) => staff.join.$post({ json }, until(signal)), answers.profile),

		staff: () => call((signal) => staff.$get({}, until(signal)), answers.staff),
		changeMe: (json: { name?: string; locale?: Locale }) =>
			call((signal) => staff.me.$patch({ json }, until(signal)), answers.done),
		changeRole: (id: StaffId, role: Role) =>
			call((signal) => staff[':id'].$patch({ param: { id }, json: { role } }, until(signal)), answers.done),
		removeStaff: (id: StaffId) =>
			call((signal) => staff[':id'].$delete({ param: { id } }, until(signal)), answers.done),
		invite: (email: string, role: Role) =>
			call((signal) => staff.invitations.$post({ json: { email, role } }, until(signal)), answers.invited),
		resendInvitation: (id: string) =>
			call((signal) => staff.invitations[':id'].resend.$post({ param: { id } }, until(signal)), answers.invited),
		withdrawInvitation: (id: string) =>
			call((signal) => staff.invitations[':id'].$delete({ param: { id } }, until(signal)), answers.invited),

		devices: () => call((signal) => devices.$get({}, until(signal)), answers.devices),
		renameDevice: (id: DeviceId, name: string) =>
			call((signal) => devices[':id'].$patch({ param: { id }, json: { name } }, until(signal)), answers.done),
		removeDevice: (id: DeviceId) =>
			call((signal) => devices[':id'].$delete({ param: { id } }, until(signal)), answers.done),

		clientMails: () => call((signal) => relay['client-mails'].$get({}, until(signal)), answers.clientMails),
		chooseClientMail: (json: { kind: ClientMailKind; on: boolean }) =>
			call((signal) => relay['client-mails'].$patch({ json }, until(signal)), answers.done),

		secondFactor: () => call((signal) => factor.$get({}, until(signal)), answers.secondFactor),
		startSecondFactor: (confirmed: string) =>
			call((signal) => factor.start.$post({ json: { password: confirmed } }, until(signal)), answers.newSecondFactor),
		confirmSecondFactor: (code: string) =>
			call((signal) => factor.confirm.$post({ json: { code } }, until(signal)), answers.recoveryCodes),
		removeSecondFactor: (confirmed: string, code: string) =>
			call((signal) => factor.remove.$post({ json: { password: confirmed, code } }, until(signal)), answers.done),
	};
}

export type Api = ReturnType<typeof createApi>;

type Client = ReturnType<typeof hc<RelayApi>>;
/** A kind of mail about clients, which a person can switch off for themselves. */
export type ClientMailKind = InferRequestType<Client['client-mails']['$patch']>['json']['kind'];
export type SetUp = InferRequestType<Client['set-up']['$post']>['json'];
export type SignIn = InferRequestType<Client['sign-in']['$post']>['json'];
export type Join = InferRequestType<Client['staff']['join']['$post']>['json'];

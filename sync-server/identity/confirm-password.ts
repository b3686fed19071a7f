import type { IdentityDeps, Origin } from './identity-deps.ts';
import type { Session } from './sessions.ts';
import { findStaff, type StaffMember } from './staff.ts';
import type { ThrottleSubject } from './throttle.ts';

export type Confirmation =
	| { kind: 'confirmed'; member: StaffMember; subjects: readonly ThrottleSubject[] }
	| { kind: 'refused' }
	| { kind: 'throttled'; retryAfter: number };

/**
 * Asks a signed-in member for the password again, before what matters most (ASVS 7.5.1). Wrong ones are throttled as at sign-in;
 * the caller settles the throttle when the whole step has succeeded.
 */
export async function confirmPassword(
	deps: IdentityDeps,
	session: Session,
	password: string,
	origin: Origin,
): Promise<Confirmation> {
	const subjects: ThrottleSubject[] = [
		{ scope: 'device', subject: session.device },
		{ scope: 'address', subject: origin.address },
	];
	const retryAfter = await deps.throttle.enter(subjects);
	if (retryAfter > 0) return { kind: 'throttled', retryAfter };
	const member = await findStaff(deps.database, session.firm, session.staff);
	const matches = await deps.hasher.verify(password, member?.passwordHash ?? null);
	return matches && member !== null ? { kind: 'confirmed', member, subjects } : { kind: 'refused' };
}

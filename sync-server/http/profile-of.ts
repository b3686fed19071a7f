import type { Profile } from '../../src/lib/domain/staff.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { readSession } from '../identity/sessions.ts';

/**
 * The profile behind a session that was just opened.
 * @throws Error when it is gone again
 */
export async function profileOf(identity: IdentityDeps, token: string): Promise<Profile> {
	const reading = await readSession(identity.database, identity.platform.now(), token);
	if (reading.kind !== 'open') throw new Error('A session that was just opened is gone.');
	return reading.session.profile;
}

import type { Role } from '$lib/domain/staff.ts';
import * as m from '$messages';

const ROLES = { owner: m.role_owner, admin: m.role_admin, member: m.role_member } as const;

/** What people call a role. */
export function roleWord(role: Role): string {
	return ROLES[role]();
}

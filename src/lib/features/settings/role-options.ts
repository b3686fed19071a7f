import type { Role } from '$lib/domain/staff.ts';
import { roleWord } from '$lib/features/sign-in/role-words.ts';
import * as m from '$messages';

/** The roles that a person of this role may give and take: an owner all, an admin those below owner. */
export function roleOptions(mine: Role): { value: Role; label: string; hint: string }[] {
	const all = [
		{ value: 'owner' as const, label: roleWord('owner'), hint: m.settings_role_owner_hint() },
		{ value: 'admin' as const, label: roleWord('admin'), hint: m.settings_role_admin_hint() },
		{ value: 'member' as const, label: roleWord('member'), hint: m.settings_role_member_hint() },
	];
	return mine === 'owner' ? all : all.filter(({ value }) => value !== 'owner');
}

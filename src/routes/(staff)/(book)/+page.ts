import { redirect } from '@sveltejs/kit';
import { paths } from '$lib/app/paths.ts';

export function load(): never {
	redirect(307, paths.accounts);
}

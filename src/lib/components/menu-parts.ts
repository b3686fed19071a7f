import type { DropdownMenu } from 'bits-ui';
import { getContext, setContext } from 'svelte';

/** What the lines of a menu are made of. */
export type MenuParts = Pick<typeof DropdownMenu, 'Item' | 'RadioGroup' | 'RadioItem' | 'GroupHeading' | 'Separator'>;

const KEY = 'menu-parts';

/** For the lines of a menu, from what draws the menu: a page that names lines does not load bits-ui for them. */
export function provideMenuParts(parts: MenuParts): void {
	setContext(KEY, parts);
}

/** The parts of the menu around; only a menu's lines may ask. */
export function getMenuParts(): MenuParts {
	return getContext(KEY);
}

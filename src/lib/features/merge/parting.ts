import { getCarnet } from '$lib/app/session-context.ts';
import type { AccountId, ContactId } from '$lib/domain/ids.ts';
import { createTellChange } from '$lib/features/tell-change/tell-change.ts';
import * as m from '$messages';

/** Parts a merged record from the one that stands for it, and says so, with the way back. */
export type Parting = (kind: 'account' | 'contact', id: AccountId | ContactId, name: string) => Promise<unknown>;

/** For the component that calls this. */
export function createParting(): Parting {
	const { commands } = getCarnet();
	const tell = createTellChange();
	return (kind, id, name) => tell(() => commands.partRecord(id, kind), m.merge_parted({ name }));
}

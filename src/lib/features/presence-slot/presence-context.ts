import { getContext, hasContext, setContext } from 'svelte';
import type { Live } from '$lib/app/carnet.ts';
import type { DocumentName } from '$lib/domain/document-name.ts';
import type { StaffId } from '$lib/domain/ids.ts';

/** A colleague who has a record open now, by the relay's word. */
export interface PresentPerson {
	staff: StaffId;
	name: string;
	/** The field that they are in. */
	field?: string;
	/** What is half-typed there. */
	typing?: string;
}

/** Who else has a record open, and what the signed-in person does there. */
export interface Presence {
	/** Joins the record's room for as long as it is followed; the signed-in person is not among those named. */
	others(document: DocumentName): Live<readonly PresentPerson[]>;
	/** The signed-in person is in a field, with this half-typed there. */
	enter(document: DocumentName, field: string, typing?: string): void;
	/** They left it; says nothing where they are in another one by now. */
	leave(document: DocumentName, field: string): void;
}

const KEY = Symbol('presence');

export function providePresence(presence: Presence): void {
	setContext(KEY, presence);
}

/** null: nothing tells who else is here. */
export function getPresence(): Presence | null {
	return hasContext(KEY) ? getContext<Presence>(KEY) : null;
}

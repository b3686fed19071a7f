import type { DocumentName } from '$lib/domain/document-name.ts';
import { getPresence } from '$lib/features/presence-slot/presence-context.ts';

interface Editing {
	at: { document: DocumentName; field: string } | null;
	/** Whether the signed-in person is in the field. */
	inIt: boolean;
	/** What stands there. Text is shown to colleagues while it is typed; of anything else only where the person is. */
	typed: unknown;
}

/** Tells colleagues which field the signed-in person is in, for as long as the component that calls this is on screen. */
export function announceEditing(read: () => Editing): void {
	const presence = getPresence();
	if (presence === null) return;
	$effect(() => {
		const { at, inIt, typed } = read();
		if (at === null) return;
		if (inIt) presence.enter(at.document, at.field, typeof typed === 'string' ? typed : undefined);
		else presence.leave(at.document, at.field);
	});
}

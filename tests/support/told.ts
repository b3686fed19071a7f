import { stampAt } from '../../src/lib/domain/clock.ts';
import type { EventId } from '../../src/lib/domain/ids.ts';
import type { Event } from '../../src/lib/protocol/events/event.ts';

/** An event without what every event has. */
type Told<E = Event> = E extends Event ? Omit<E, 'id' | 'at'> : never;

/** What the relay says, as an event. @param at ms since 1970; left out: now */
export function told(said: Told, at: number = Date.now()): Event {
	return { ...said, id: crypto.randomUUID() as EventId, at: stampAt(at) } as Event;
}

import { stampAt } from '../../src/lib/domain/clock.ts';
import type { EventId } from '../../src/lib/domain/ids.ts';
import type { Event } from '../../src/lib/protocol/events/event.ts';
import type { RelayPlatform } from '../platform.ts';

/** An event without what every event has. */
type Told<E> = E extends Event ? Omit<E, 'id' | 'at'> : never;

/** Makes the relay's own events: each gets an id, and the relay's time. */
export function relaySays(platform: RelayPlatform): (told: Told<Event>) => Event {
	return (told) => ({ ...told, id: platform.uuid() as EventId, at: stampAt(platform.now()) }) as Event;
}

import { CLOSE, type CloseReason } from '../../src/lib/protocol/close-codes.ts';
import { decodeDown, encodeUp, type DownFrame, type UpFrame } from '../../src/lib/protocol/frames/frame.ts';
import type { Connection, TransportEvents } from '../../src/lib/replication/transport.ts';
import { PROTOCOL_VERSION } from '../../src/lib/protocol/version.ts';
import type { Random } from './random.ts';
import type { Schedule } from './schedule.ts';

/** The relay's end of a connection. */
export interface RelayEnd {
	receive(bytes: Uint8Array): void;
	/** The socket is gone. */
	end(): void;
}

/** What the relay may do with a connection. */
export interface DownEnd {
	send(bytes: Uint8Array): void;
	close(code: number): void;
}

/** What the network knows of a device. */
export interface Party {
	name: string;
	/** `refuse`: connections fail at once; `vanish`: nothing comes back. */
	partition: 'none' | 'refuse' | 'vanish';
	/** One way's delay, ms. */
	latency: number;
	/** Frames of these types that are sent to it get lost. */
	deafTo: readonly DownFrame['type'][];
	/** What to add to the protocol version in its hello: an app of another version. */
	versionSkew: number;
}

/** A program at the device's end, which may be dead or asleep. */
export interface Recipient {
	run(work: () => void): void;
}

/** Whether the code that a relay answers a connection with, or its end of it. */
export type Door = (party: Party, down: DownEnd) => RelayEnd | { refused: number };

interface Link {
	party: Party;
	recipient: Recipient;
	events: TransportEvents;
	/** Whether the device still holds its end. */
	held: boolean;
	relayEnd: RelayEnd | null;
	/** Nothing that is sent from now on arrives. */
	broken: boolean;
	/** What was on its way is lost too. */
	emptied: boolean;
	lastUp: number;
	lastDown: number;
	/** The row up to which the device has read, as far as this connection tells. */
	readTo: number;
}

/** The network between devices and the relay: delays, cuts, half-open connections, partitions. One connection keeps its order; several do not. */
export class Network {
	/** null: the relay is down. */
	door: Door | null = null;
	#schedule: Schedule;
	#random: Random;
	#links = new Set<Link>();

	#complain: (text: string) => void;
	#trace: ((text: string) => void) | null;

	/** @param trace told of every frame; null: nobody asks */
	constructor(
		schedule: Schedule,
		random: Random,
		complain: (text: string) => void,
		trace: ((text: string) => void) | null,
	) {
		this.#complain = complain;
		this.#trace = trace;
		this.#schedule = schedule;
		this.#random = random;
	}

	connect(party: Party, recipient: Recipient, events: TransportEvents): Connection {
		const link: Link = {
			party,
			recipient,
			events,
			held: true,
			relayEnd: null,
			broken: false,
			emptied: false,
			lastUp: 0,
			lastDown: 0,
			readTo: 0,
		};
		this.#links.add(link);
		if (party.partition === 'vanish') link.broken = true;
		else this.#up(link, () => this.#arrive(link));
		return {
			send: (frame) => this.#sendUp(link, frame),
			abandon: (reason) => this.#abandon(link, reason),
		};
	}

	/** Cuts a device's connections. `half-open`: neither side is told. */
	cut(party: Party, how: 'told' | 'half-open'): void {
		for (const link of this.#of(party)) this.#cut(link, how);
	}

	/** The relay's process is gone: its ends are. */
	relayGone(): void {
		this.door = null;
		for (const link of this.#links) {
			link.relayEnd = null;
			this.#cut(link, this.#random.chance(0.7) ? 'told' : 'half-open');
		}
	}

	/** Closes a device's connections by the relay's will. */
	dismiss(party: Party, reason: CloseReason): void {
		for (const link of this.#of(party)) {
			link.relayEnd?.end();
			link.relayEnd = null;
			this.#down(link, () => this.#close(link, reason.code));
		}
	}

	#of(party: Party): Link[] {
		return [...this.#links].filter((link) => link.party === party);
	}

	#arrive(link: Link): void {
		if (this.door === null || link.party.partition !== 'none') {
			this.#down(link, () => this.#close(link, 1006));
			return;
		}
		const answer = this.door(link.party, {
			send: (bytes) => this.#down(link, () => this.#hear(link, bytes)),
			close: (code) => {
				link.relayEnd = null;
				this.#down(link, () => this.#close(link, code));
			},
		});
		if ('refused' in answer) {
			this.#down(link, () => this.#close(link, answer.refused));
			return;
		}
		link.relayEnd = answer;
		this.#down(link, () => link.events.opened());
	}

	#sendUp(link: Link, frame: UpFrame): void {
		const skew = link.party.versionSkew;
		if (frame.type === 'hello') link.readTo = frame.cursor?.seq ?? 0;
		this.#trace?.(`${link.party.name} → ${JSON.stringify(frame, brief)}`);
		const bytes = encodeUp(
			frame.type === 'hello' && skew !== 0 ? { ...frame, protocol: PROTOCOL_VERSION + skew } : frame,
		);
		this.#up(link, () => link.relayEnd?.receive(bytes));
	}

	#hear(link: Link, bytes: Uint8Array): void {
		let frame: ReturnType<typeof decodeDown>;
		try {
			frame = decodeDown(bytes);
		} catch {
			this.#abandon(link, CLOSE.malformed);
			this.#close(link, CLOSE.malformed.code);
			return;
		}
		this.#trace?.(`${link.party.name} ← ${JSON.stringify(frame, brief)}`);
		if (link.party.deafTo.includes(frame.type)) return;
		this.#watchRows(link, frame);
		link.events.frame(frame);
	}

	/** A connection brings each row once, and none that the device's cursor covers. */
	#watchRows(link: Link, frame: DownFrame): void {
		if (frame.type === 'welcome' && frame.resume !== 'continue') link.readTo = 0;
		if (frame.type !== 'entries') return;
		for (const { seq } of frame.entries) {
			if (seq <= link.readTo) this.#complain(`${link.party.name} was sent row ${seq} again`);
			link.readTo = seq;
		}
	}

	#abandon(link: Link, _reason: CloseReason): void {
		link.held = false;
		// What was sent before still gets there, then the relay learns of it, unless the line is dead.
		this.#up(link, () => this.#relayLearns(link));
	}

	#cut(link: Link, how: 'told' | 'half-open'): void {
		if (link.broken) return;
		link.broken = true;
		link.emptied = this.#random.chance(0.5);
		if (how === 'half-open') return;
		this.#schedule.after(this.#random.between(0, 3_000), () => this.#relayLearns(link));
		this.#schedule.after(this.#random.between(0, 3_000), () => link.recipient.run(() => this.#close(link, 1006)));
	}

	#relayLearns(link: Link): void {
		link.relayEnd?.end();
		link.relayEnd = null;
		if (!link.held) this.#links.delete(link);
	}

	#close(link: Link, code: number): void {
		if (!link.held) return;
		link.held = false;
		this.#links.delete(link);
		link.events.closed(code);
	}

	#up(link: Link, work: () => void): void {
		if (link.broken) return;
		link.lastUp = Math.max(link.lastUp, this.#schedule.now + this.#delay(link));
		this.#schedule.after(link.lastUp - this.#schedule.now, () => {
			if (!link.emptied) work();
		});
	}

	#down(link: Link, work: () => void): void {
		if (link.broken) return;
		link.lastDown = Math.max(link.lastDown, this.#schedule.now + this.#delay(link));
		this.#schedule.after(link.lastDown - this.#schedule.now, () => {
			if (!link.emptied) link.recipient.run(() => link.held && work());
		});
	}

	#delay(link: Link): number {
		return Math.round(link.party.latency * (0.5 + this.#random.next()));
	}
}

function brief(key: string, value: unknown): unknown {
	if (value instanceof Uint8Array) return `${value.length} bytes`;
	return key === 'event' ? (value as { id: string }).id : key === 'mac' || key === 'hash' ? undefined : value;
}

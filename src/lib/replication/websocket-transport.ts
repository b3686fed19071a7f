import { CLOSE } from '../protocol/close-codes.ts';
import { decodeDown, encodeUp } from '../protocol/frames/frame.ts';
import { packMessage, unpackMessage } from './packing.ts';
import type { Connect } from './transport.ts';

/** The close code of a connection that the network never made (RFC 6455 §7.4.1). */
const NETWORK_GONE = 1006;
/** `WebSocket.OPEN`, without asking for the global: outside of a browser there may be none. */
const OPEN = 1;
/** How long the relay is given to answer whether it is there, ms. */
const ANSWER_WITHIN = 800;

export interface WebsocketTransportOptions {
	/** Makes the socket; tests that run outside of a browser bring their own. */
	open?: (url: string) => WebSocket;
	/**
	 * Whether the relay answers at all; asked before each socket. Chromium holds new sockets back for seconds after some twenty that
	 * failed (its websocket throttling), so a relay that is down is asked by an ordinary call.
	 */
	reachable?: () => Promise<boolean>;
}

/**
 * Connects over a websocket.
 * @param url `wss://…/sync/log`
 */
export function websocketTransport(url: string, options: WebsocketTransportOptions = {}): Connect {
	const open = options.open ?? ((address) => new WebSocket(address));
	const reachable = options.reachable ?? (async () => true);
	return (events) => {
		let over = false;
		let socket: WebSocket | null = null;
		// Packing is asynchronous; these chains keep the order of what is sent and of what is heard.
		let sending: Promise<void> = Promise.resolve();
		let hearing: Promise<void> = Promise.resolve();
		function end(code: number): void {
			if (over) return;
			over = true;
			events.closed(code);
		}
		function connect(): void {
			socket = open(url);
			socket.binaryType = 'arraybuffer';
			socket.onopen = () => {
				if (!over) events.opened();
			};
			socket.onmessage = ({ data }) => {
				hearing = hearing.then(async () => {
					if (over) return;
					try {
						const frame = decodeDown(await unpackMessage(new Uint8Array(data as ArrayBuffer)));
						if (!over) events.frame(frame);
					} catch {
						socket?.close(CLOSE.malformed.code);
						end(CLOSE.malformed.code);
					}
				});
			};
			// A close that arrives behind frames must not overtake them.
			socket.onclose = ({ code }) => {
				hearing = hearing.then(() => end(code));
			};
		}
		void reachable().then((there) => {
			if (over) return;
			if (there) connect();
			else end(NETWORK_GONE);
		});
		return {
			send: (frame) => {
				sending = sending.then(async () => {
					const message = await packMessage(new Uint8Array(encodeUp(frame)));
					if (!over && socket?.readyState === OPEN) socket.send(message);
				});
			},
			abandon: (reason) => {
				over = true;
				if (socket === null) return;
				socket.onopen = socket.onmessage = socket.onclose = null;
				// 1001 and 1006 can't be sent by a page; the code only helps the relay's log.
				socket.close(reason.code >= 3000 ? reason.code : 1000);
			},
		};
	};
}

/**
 * Asks the relay's health page whether it is there; never throws. Only a refusal is a no. Silence is none: calls pass through the
 * service worker, and the tab whose process it shares may be frozen, while a socket gets through.
 * @param origin such as `https://carnet.example.fr`
 */
export async function relayAnswers(origin: string): Promise<boolean> {
	const patience = AbortSignal.timeout(ANSWER_WITHIN);
	try {
		const answer = await fetch(new URL('/health', origin), { cache: 'no-store', signal: patience });
		return answer.ok;
	} catch {
		return patience.aborted;
	}
}

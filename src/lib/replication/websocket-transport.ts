import { CLOSE } from '../protocol/close-codes.ts';
import { decodeDown, encodeUp } from '../protocol/frames/frame.ts';
import { packMessage, unpackMessage } from './packing.ts';
import type { Connect } from './transport.ts';

/**
 * Connects over a websocket.
 * @param url `wss://…/sync/log`
 * @param open makes the socket; tests that run outside of a browser bring their own
 */
export function websocketTransport(url: string, open: (url: string) => WebSocket = (address) => new WebSocket(address)): Connect {
	return (events) => {
		let over = false;
		const socket = open(url);
		socket.binaryType = 'arraybuffer';
		// Packing is asynchronous; these chains keep the order of what is sent and of what is heard.
		let sending: Promise<void> = Promise.resolve();
		let hearing: Promise<void> = Promise.resolve();
		function end(code: number): void {
			if (over) return;
			over = true;
			events.closed(code);
		}
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
					socket.close(CLOSE.malformed.code);
					end(CLOSE.malformed.code);
				}
			});
		};
		// A close that arrives behind frames must not overtake them.
		socket.onclose = ({ code }) => void (hearing = hearing.then(() => end(code)));
		return {
			send: (frame) => {
				sending = sending.then(async () => {
					const message = await packMessage(new Uint8Array(encodeUp(frame)));
					if (!over && socket.readyState === WebSocket.OPEN) socket.send(message);
				});
			},
			abandon: (reason) => {
				over = true;
				socket.onopen = socket.onmessage = socket.onclose = null;
				// 1001 and 1006 can't be sent by a page; the code only helps the relay's log.
				socket.close(reason.code >= 3000 ? reason.code : 1000);
			},
		};
	};
}

import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Finds out who calls. */
export interface ClientAddresses {
	/** The client's address: the peer's own, or what trusted proxies say. IPv6 is cut to its /64, which one client owns as a whole. */
	of(request: IncomingMessage): string;
	/** Whether the call comes from this very machine, and not through a proxy that nobody named. */
	isLocal(request: IncomingMessage): boolean;
}

/**
 * Reads client addresses. `X-Forwarded-For` is believed from trusted proxies alone, from the right: the first address that is no
 * trusted proxy is the client, whatever it put in front by itself.
 * @param trustedProxies addresses and CIDR networks
 */
export function createClientAddresses(trustedProxies: readonly string[]): ClientAddresses {
	const trusted = new BlockList();
	for (const network of trustedProxies) {
		const [host = '', prefix] = network.split('/');
		const family = isIP(host) === 6 ? 'ipv6' : 'ipv4';
		if (prefix === undefined) trusted.addAddress(host, family);
		else trusted.addSubnet(host, Number(prefix), family);
	}
	const isTrusted = (address: string): boolean =>
		isIP(address) !== 0 && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

	function client(request: IncomingMessage): string {
		let address = plain(request.socket.remoteAddress ?? '');
		const hops = forwarded(request);
		while (isTrusted(address)) {
			const hop = hops.pop();
			if (hop === undefined || isIP(hop) === 0) break;
			address = hop;
		}
		return address;
	}

	return {
		of: (request) => network(client(request)),
		isLocal: (request) => {
			const proxied = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
			if (proxied && !isTrusted(plain(request.socket.remoteAddress ?? ''))) return false;
			const address = client(request);
			return address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address);
		},
	};
}

function forwarded(request: IncomingMessage): string[] {
	return String(request.headers['x-forwarded-for'] ?? '')
		.split(',')
		.map((hop) => plain(hop.trim()));
}

/** An IPv4 address that arrived over an IPv6 socket is an IPv4 address. */
function plain(address: string): string {
	return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

function network(address: string): string {
	if (isIP(address) !== 6) return address;
	const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
	const left = head === '' ? [] : head.split(':');
	const right = tail === undefined || tail === '' ? [] : tail.split(':');
	const groups =
		tail === undefined
			? left
			: [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
	return `${groups.slice(0, 4).join(':')}::/64`;
}

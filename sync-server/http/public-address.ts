/** Under which address people reach the relay: decided by configuration, never by a request's Host. */
export interface PublicAddress {
	/** The origin that mails link to. */
	url(): string;
	/** The origin that the operator named; null: this machine's own addresses. */
	readonly configured: string | null;
	/** Whether browsers reach it over https: then cookies are `Secure`. */
	readonly secure: boolean;
	/** Whether a page of this origin may call the API and open sockets. */
	allows(origin: string | undefined): boolean;
	/** Tells the port, once it is known. */
	listening(port: number): void;
}

/** @param publicUrl the configured origin; without one, or with one that is not https, this machine's own addresses count too */
export function createPublicAddress(publicUrl: string | null): PublicAddress {
	const secure = publicUrl?.startsWith('https:') === true;
	let loopback: string[] = [];
	return {
		url: () => {
			const url = publicUrl ?? loopback[0];
			if (url === undefined) throw new Error('The relay does not listen yet.');
			return url;
		},
		configured: publicUrl,
		secure,
		allows: (origin) => origin !== undefined && (origin === publicUrl || (!secure && loopback.includes(origin))),
		listening: (port) => {
			loopback = ['localhost', '127.0.0.1', '[::1]'].map((host) => new URL(`http://${host}:${port}`).origin);
		},
	};
}

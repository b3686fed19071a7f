/** Word from whoever writes mails to whoever sends them, on one relay. A hint: the outbox is looked through anyway. */
export interface MailBell {
	ring(): void;
	heard(listener: () => void): void;
}

export function createMailBell(): MailBell {
	const listeners: (() => void)[] = [];
	return {
		ring: () => {
			for (const listener of listeners) listener();
		},
		heard: (listener) => void listeners.push(listener),
	};
}

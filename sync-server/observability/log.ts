/** Something a log line may say about an event. Never a token, a password or a cookie. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** What the operator should look at. Normal work leaves no lines. */
export interface Log {
	warn(event: string, fields?: LogFields): void;
	/** @param error its stack is kept when it is an Error */
	error(event: string, error: unknown, fields?: LogFields): void;
}

/**
 * Structured log: one JSON object a line, so that CR and LF in what peers send can't forge a line (ASVS 16.4.1).
 * @param write takes one line without its line break
 * @param now ms since 1970
 */
export function createLog(write: (line: string) => void, now: () => number): Log {
	function line(level: 'warn' | 'error', event: string, fields: LogFields): void {
		write(JSON.stringify({ time: new Date(now()).toISOString(), level, event, ...fields }));
	}
	return {
		warn: (event, fields = {}) => line('warn', event, fields),
		error: (event, error, fields = {}) => {
			line('error', event, {
				...fields,
				error: error instanceof Error ? (error.stack ?? error.message) : String(error),
			});
		},
	};
}

import type { Live } from './carnet.ts';

/** The present answer of a live query, followed no further. */
export function firstAnswer<T>(query: Live<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		let stop = () => {};
		let answered = false;
		stop = query((answer) => {
			answered = true;
			resolve(answer);
			stop();
		}, reject);
		if (answered) stop();
	});
}

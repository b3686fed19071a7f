/** What `tellPainted` gives a page. */
export interface Painting {
	/** Settles in the task after the present frame: what the frame found in the page is on screen then. */
	afterFrame(): Promise<void>;
}

/** Run in a page before anything of it: gives it `afterFrame`, for use from a frame's callback. */
export function tellPainted(): void {
	const afterFrame = () =>
		new Promise<void>((resolve) => {
			const { port1, port2 } = new MessageChannel();
			port1.onmessage = () => {
				port1.close();
				resolve();
			};
			port2.postMessage(null);
		});
	Object.assign(window, { afterFrame });
}

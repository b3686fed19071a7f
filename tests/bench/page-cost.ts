import type { CDPSession, Page } from 'playwright';

/** How long some work takes, in ms. */
export async function timed(work: () => Promise<void>): Promise<number> {
	const began = performance.now();
	await work();
	return performance.now() - began;
}

/** Begins to note the page's long tasks, anew. */
export async function watchTasks(page: Page): Promise<void> {
	await page.evaluate(() => {
		const tasks: number[] = [];
		Object.assign(window, { tasks });
		new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
	});
}

/** The longest of the page's tasks that were noted, in ms; they are forgotten. */
export async function longestTask(page: Page): Promise<number> {
	return page.evaluate(() => Math.max(0, ...(window as unknown as { tasks: number[] }).tasks.splice(0)));
}

/** What the page holds after a collection, in bytes. */
export async function heapOfPage(page: Page): Promise<number> {
	const session = await page.context().newCDPSession(page);
	await session.send('HeapProfiler.collectGarbage');
	const { usedSize } = await session.send('Runtime.getHeapUsage');
	await session.detach();
	return usedSize;
}

/** What a worker of this name holds after a collection, in bytes; null where the browser does not say. */
export async function heapOfWorker(page: Page, name: string): Promise<number | null> {
	const session: CDPSession = await page.context().newCDPSession(page);
	const attached = new Promise<string | null>((resolve) => {
		session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
			if (targetInfo.title.includes(name) || targetInfo.url.includes(name)) resolve(sessionId);
		});
	});
	await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
	const answer = new Promise<number | null>((resolve) => {
		session.on('Target.receivedMessageFromTarget', ({ message }) => {
			const { id, result } = JSON.parse(message) as { id?: number; result?: { usedSize?: number } };
			if (id === 2) resolve(result?.usedSize ?? null);
		});
	});
	const worker = await attached;
	if (worker === null) return null;
	const send = (id: number, method: string) => session.send('Target.sendMessageToTarget', { sessionId: worker, message: JSON.stringify({ id, method }) });
	await send(1, 'HeapProfiler.collectGarbage');
	await send(2, 'Runtime.getHeapUsage');
	const bytes = await answer;
	await session.detach();
	return bytes;
}

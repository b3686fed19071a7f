/** How long this thread itself worked on something, in ms: other programs on the machine don't count. */
export function threadTime<T>(work: () => T): { result: T; ms: number } {
	const before = process.threadCpuUsage();
	const result = work();
	const spent = process.threadCpuUsage(before);
	return { result, ms: (spent.user + spent.system) / 1000 };
}

/** Hands a text over to the browser as a file to keep. */
export function saveFile(name: string, text: string, type: string): void {
	saveBlob(name, new Blob([text], { type }));
}

/** The same of anything. */
export function saveBlob(name: string, blob: Blob): void {
	const url = URL.createObjectURL(blob);
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	URL.revokeObjectURL(url);
}

/** The name of a person's personal document in IndexedDB. */
export function personalDatabaseName(firm: string, staff: string): string {
	return `carnet-personal-${firm}-${staff}`;
}

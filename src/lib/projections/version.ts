/** The version of this room's code: rows made by another version are made anew (see `rebuild.ts`). */
export const PROJECTIONS_VERSION = 10;

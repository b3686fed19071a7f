/** Why a value of a record changed. */
export const CHANGE_REASONS = ['created', 'edited', 'restored', 'undone', 'imported', 'merged'] as const;
export type ChangeReason = (typeof CHANGE_REASONS)[number];

/**
 * The wire's version. 1: first version (2026-11).
 * A change of any frame or event shape raises it; `tests/unit/protocol-shapes.test.ts` holds the hash of the shapes.
 */
export const PROTOCOL_VERSION = 1;

/** The oldest version that the relay still speaks. */
export const MINIMUM_PROTOCOL_VERSION = 1;

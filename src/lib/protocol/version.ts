/**
 * The wire's version. 1: first version (2026-11). 2: events of invitations, sign-ups and unsubscribing, which a device of version 1 can't read. 3: `client.alike`, which one of version 2 can't.
 * 4: `import.finished` and `client.linkWanted`. 5: `import.wrote`, `import.undone` and `history.brought`. 6: `record.erased`. 7: `client.signedIn`.
 * A change of any frame or event shape raises it; `tests/unit/protocol-shapes.test.ts` holds the hash of the shapes.
 */
export const PROTOCOL_VERSION = 7;

/** The oldest version that the relay still speaks. */
export const MINIMUM_PROTOCOL_VERSION = 7;

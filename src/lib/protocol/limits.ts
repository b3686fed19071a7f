const KiB = 1024;
const MiB = 1024 * KiB;

/** A websocket frame, compressed or not, in bytes. `ws` closes a larger one before it reaches us. */
export const MAX_FRAME = 1 * MiB;
/** What a compressed frame may unpack to, in bytes. */
export const MAX_UNPACKED = 4 * MiB;
/** A frame's header, in bytes: it is read in one go, so it is what the event loop stands still for. */
export const MAX_HEADER = 512 * KiB;
/** One Yjs update, in bytes. */
export const MAX_UPDATE = 256 * KiB;
/** One event as JSON, in bytes. */
export const MAX_EVENT = 16 * KiB;
/** Entries of one group: a command touches a handful of documents; an import writes many small groups. */
export const MAX_GROUP_ENTRIES = 512;
/** The bytes of one group: so that a push with one group always fits a frame. */
export const MAX_GROUP = 768 * KiB;
/** Groups of one push. */
export const MAX_PUSH_GROUPS = 256;
/** What a device packs into one push, in bytes before compression. */
export const PUSH_TARGET = 256 * KiB;
/** What the relay packs into one batch of entries, in bytes before compression. */
export const BATCH_TARGET = 512 * KiB;
/** Batches that the relay sends ahead of the device's confirmation. */
export const BATCH_WINDOW = 4;
/** Pushes that a device sends ahead of the acknowledgement. */
export const PUSH_WINDOW = 4;
/** How many clocks one update may add under one Yjs client id. */
export const MAX_CLOCK_JUMP = 20_000;
/** How far ahead of the relay a stamp may be, in ms. */
export const MAX_CLOCK_AHEAD = 5 * 60_000;
/** The difference between the device's and the relay's clock from which the device corrects its own, in ms. */
export const CLOCK_TOLERANCE = 60_000;
/** Frames below this many bytes travel uncompressed. */
export const COMPRESS_FROM = 1 * KiB;
/** A session's messages: sustained per second, and the burst. */
export const MESSAGE_RATE = 50;
export const MESSAGE_BURST = 400;
/** A session's bytes: sustained per second, and the burst. */
export const BYTE_RATE = 4 * MiB;
export const BYTE_BURST = 64 * MiB;
/** How long a new socket may take to say hello, in ms. */
export const HELLO_TIMEOUT = 5_000;
/** One awareness state, in bytes. */
export const MAX_AWARENESS = 2 * KiB;
/** A document's whole state, in bytes. */
export const MAX_DOCUMENT = 2 * MiB;
/** What the log keeps of one document's updates, in bytes: its state, and an hour's edits that are not folded into it yet. */
export const MAX_DOCUMENT_LOG = 16 * MiB;
/** A staff member's personal document, in bytes. */
export const MAX_PERSONAL_DOCUMENT = 512 * KiB;
/** The device pings when nothing came for this long, in ms; and gives a socket up this long after. */
export const PING_AFTER = 15_000;
export const PONG_WITHIN = 10_000;
/** Backoff between connections, in ms: base, doubled each time, full jitter. */
export const BACKOFF_BASE = 1_000;
export const BACKOFF_MAX = 30_000;

/**
 * What a websocket message begins with: how the frame behind it is packed. The application compresses large batches by itself
 * (permessage-deflate is off: it keeps a window of memory per connection and invites compression bombs).
 */
export const PLAIN = 0;
export const DEFLATE = 1;

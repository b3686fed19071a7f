// Everything is drawn on the device: it must open with no connection.
export const ssr = false;
export const prerender = false;

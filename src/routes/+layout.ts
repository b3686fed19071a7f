// Everything of the book is drawn on the device: it must open with no connection. The portal decides for itself.
export const ssr = false;
export const prerender = false;

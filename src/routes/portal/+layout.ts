// Each page is a file of its own, made when Carnet is built, that names what it needs: nothing is asked for twice over a slow line.
export const ssr = true;
export const prerender = true;

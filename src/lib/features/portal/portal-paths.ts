/** The addresses of the portal's pages. */
export const portalPaths = {
	home: '/portal',
	signIn: '/portal/sign-in',
	forgot: '/portal/forgot',
	signUp: '/portal/sign-up',
	access: '/portal/access',
} as const;

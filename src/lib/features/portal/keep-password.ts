interface PasswordCredentialType {
	new (data: { id: string; password: string }): Credential;
}

/** Offers the password to the browser's manager, where it can be offered (Credential Management Level 1 §3); others see the form. */
export async function keepPassword(email: string, password: string): Promise<void> {
	const made: unknown = Reflect.get(globalThis, 'PasswordCredential');
	if (typeof made !== 'function' || password === '') return;
	const Made = made as unknown as PasswordCredentialType;
	// Refused by a browser or a person: the client is signed in all the same.
	await navigator.credentials.store(new Made({ id: email, password })).catch(() => undefined);
}

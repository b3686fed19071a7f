import type { EngineWindow } from './engines/engine.ts';

/** The firm that end-to-end tests set up, and its owner. */
export const firm = {
	name: 'Cabinet Morel',
	owner: { name: 'Claire Morel', email: 'claire@cabinet-morel.fr', password: 'tilleul orange vélo 42' },
};

/** Sets the firm up on a relay that has none; ends in the empty book, synced, with the app stored for the time without a connection. */
export async function setUpFirm(window: EngineWindow, relay: string): Promise<void> {
	await window.goto(relay);
	await window.fill('Firm’s name', firm.name);
	await window.fill('Your name', firm.owner.name);
	await window.fill('E-mail', firm.owner.email);
	await window.fill('Password', firm.owner.password);
	await window.click('button', 'Create the firm');
	await window.sees('No accounts yet');
	await window.worksOffline();
}

/** Creates an individual with one contact through the dialog; ends when the screen says that it is saved. */
export async function createIndividual(window: EngineWindow, contact: { firstName: string; lastName: string }): Promise<void> {
	await window.click('button', 'New account');
	await window.click('radio', 'Individual');
	await window.click('button', 'Continue');
	await fillContact(window, contact);
	await window.click('button', 'Create account');
	// With its ID behind the name.
	await window.sees(`${contact.firstName} ${contact.lastName} (`);
}

/** Creates a company with one contact through the dialog; ends when the screen says that it is saved. */
export async function createCompany(window: EngineWindow, company: string, contact: { firstName: string; lastName: string }): Promise<void> {
	await window.click('button', 'New account');
	await window.click('radio', 'Company');
	await window.fill('Company name', company);
	await window.click('button', 'Continue');
	await fillContact(window, contact);
	await window.click('button', 'Create account');
	await window.sees(`${company} (`);
}

async function fillContact(window: EngineWindow, contact: { firstName: string; lastName: string }): Promise<void> {
	await window.fill('First name', contact.firstName);
	await window.fill('Last name', contact.lastName);
}

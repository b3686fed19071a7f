import type { NewAccount } from '$lib/app/carnet.ts';
import type { AccountType } from '$lib/domain/account.ts';
import { EMPTY_ADDRESS, tidyAddress, type PostalAddress } from '$lib/domain/address.ts';
import type { AccountId } from '$lib/domain/ids.ts';
import { tidyLine } from '$lib/domain/text.ts';
import type { AccountDetailsState } from './account-details-state.svelte.ts';
import type { ContactFormState } from './contact-form-state.svelte.ts';

/** An account's fields as typed. */
interface TypedAccount {
	id: AccountId;
	type: AccountType | null;
	name: string;
	companyName: string;
	companyAddress: PostalAddress;
	details: AccountDetailsState;
	contacts: readonly ContactFormState[];
}

/** What the command is given: texts tidied, company fields for companies only. */
export function toAccountInput(typed: TypedAccount): NewAccount {
	const { id, type, name, companyName, companyAddress, details, contacts } = typed;
	const company = type === 'company';
	return {
		id,
		type: type ?? 'individual',
		name: tidyLine(name),
		companyName: company ? tidyLine(companyName) : '',
		companyAddress: company ? tidyAddress(companyAddress) : { ...EMPTY_ADDRESS },
		...details.toInput(company),
		contacts: contacts.map((contact) => ({
			switches: { ...contact.switches },
			...(contact.linked === null ? { create: contact.toInput() } : { link: contact.linked.contact.id }),
		})),
	};
}

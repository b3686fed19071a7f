import * as z from 'zod/mini';
import { tidyLine, tidyText } from './text.ts';

/** A postal address as people of that country write it; every part may be empty. One value: it moves as a whole. */
export const postalAddress = z.object({
	/** Street lines, separated by \n. */
	street: z.string().check(z.maxLength(500)),
	postcode: z.string().check(z.maxLength(20)),
	city: z.string().check(z.maxLength(120)),
	/** ISO 3166-1 alpha-2, or '' for the firm's country. */
	country: z.string().check(z.regex(/^(?:[A-Z]{2})?$/)),
});
export type PostalAddress = z.infer<typeof postalAddress>;

export const EMPTY_ADDRESS: PostalAddress = Object.freeze({ street: '', postcode: '', city: '', country: '' });

export function isEmptyAddress(address: PostalAddress): boolean {
	return address.street === '' && address.postcode === '' && address.city === '';
}

/** An address as it is stored: white space tidied, nothing else touched. */
export function tidyAddress({ street, postcode, city, country }: PostalAddress): PostalAddress {
	return { street: tidyText(street), postcode: tidyLine(postcode), city: tidyLine(city), country };
}

import type { InvitationId } from '../../src/lib/domain/ids.ts';
import type { RelayKey } from '../identity/relay-key.ts';

/** Where the mailed link leads. What it carries stands behind the `#`: servers, logs and Referer never see it (ASVS 14.2.1). */
export const ACTIVATION_PAGE = '/portal/activate';

/**
 * The token of an invitation's link: 32 bytes (HMAC-SHA256 of its id by the relay's secret) as 43 characters of base64url. Made again when the mail
 * is sent, so that the database never needs it.
 */
export function invitationToken(key: RelayKey, invitation: InvitationId): string {
	return Buffer.from(key.linkToken(`client-invitation:${invitation}`)).toString('base64url');
}

/** The whole link. @param origin of the configuration, never of a request, such as https://carnet.example.fr */
export function invitationUrl(key: RelayKey, origin: string, invitation: InvitationId): string {
	return `${origin}${ACTIVATION_PAGE}#t=${invitationToken(key, invitation)}`;
}

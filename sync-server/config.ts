import { isIP } from 'node:net';
import { resolve } from 'node:path';
import * as z from 'zod';
import { readEmail } from '../src/lib/domain/email.ts';

/** What the relay's operator decides, read from the environment once at start. */
export interface Config {
	/** 0: any free port. */
	port: number;
	host: string;
	/** Absolute path of the folder that holds everything the relay must keep. */
	dataDir: string;
	/** A Postgres address, or null for SQLite in the data folder. */
	databaseUrl: string | null;
	/** The origin that people type, mails link to and cookies depend on; null: this machine's loopback address and the port. */
	publicUrl: string | null;
	/** Addresses and networks (CIDR) of proxies whose `X-Forwarded-For` is believed. */
	trustedProxies: string[];
	/** null: mails go to the development mailbox. */
	smtpUrl: string | null;
	mailFrom: string;
	/** Shows the development mailbox although `PUBLIC_URL` is https: it holds links that sign people in. */
	showMailbox: boolean;
}

/** The environment has a value that the relay can't work with; the message says which and why, one problem a line. */
export class ConfigError extends Error {}

/**
 * Reads the configuration.
 * @param environment such as `process.env`; an empty value counts as unset
 * @throws ConfigError naming every bad value
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
	const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
	const parsed = shape.safeParse(given);
	if (!parsed.success) {
		throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
	}
	const env = parsed.data;
	return {
		port: env.PORT,
		host: env.HOST,
		dataDir: resolve(env.DATA_DIR),
		databaseUrl: env.DATABASE_URL ?? null,
		publicUrl: env.PUBLIC_URL ?? null,
		trustedProxies: env.TRUSTED_PROXY,
		smtpUrl: env.SMTP_URL ?? null,
		mailFrom: env.MAIL_FROM,
		showMailbox: env.DEV_MAILBOX === 'on',
	};
}

/** An address that starts with one of the schemes. */
function address(what: string, ...schemes: string[]) {
	return z.string().refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol), {
		error: (issue) => `"${String(issue.input)}" is not ${what}.`,
	});
}

const shape = z.object({
	PORT: z
		.string()
		.default('5180')
		.refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, {
			error: (issue) => `"${String(issue.input)}" is not a port: give a number from 0 to 65535.`,
		})
		.transform(Number),
	HOST: z.string().default('127.0.0.1'),
	DATA_DIR: z.string().default('data'),
	DATABASE_URL: address(
		'a Postgres address such as postgres://user:password@host/database',
		'postgres:',
		'postgresql:',
	).optional(),
	PUBLIC_URL: address('an address such as https://carnet.example.fr', 'http:', 'https:')
		.refine((text) => !URL.canParse(text) || isBareOrigin(new URL(text)), {
			error: 'give the scheme, host and port only, without a path: Carnet is served from the root.',
		})
		.transform((text) => new URL(text).origin)
		.optional(),
	TRUSTED_PROXY: z
		.string()
		.default('')
		.transform((text) =>
			text
				.split(',')
				.map((part) => part.trim())
				.filter((part) => part !== ''),
		)
		.refine((parts) => parts.every(isNetwork), {
			error: 'give addresses or networks separated by commas, such as 127.0.0.1,10.0.0.0/8.',
		}),
	SMTP_URL: address('a mail server such as smtp://user:password@mail.example.fr:587', 'smtp:', 'smtps:').optional(),
	MAIL_FROM: z
		.string()
		.default('carnet@localhost.localdomain')
		.refine((text) => readEmail(text).kind === 'address', {
			error: (issue) => `"${String(issue.input)}" is not one e-mail address.`,
		}),
	DEV_MAILBOX: z.enum(['on', 'off'], { error: 'give on or off.' }).optional(),
});

function isBareOrigin(url: URL): boolean {
	return url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
}

/** Whether a text is an IP address, or one with a prefix length. */
function isNetwork(text: string): boolean {
	const [host = '', prefix, ...rest] = text.split('/');
	const family = isIP(host);
	if (family === 0 || rest.length > 0) return false;
	return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

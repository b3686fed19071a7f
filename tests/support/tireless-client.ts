import { once } from 'node:events';
import { accountDocument, type DocumentName } from '../../src/lib/domain/document-name.ts';
import type { AccountId, GroupId } from '../../src/lib/domain/ids.ts';
import type { Group } from '../../src/lib/protocol/entries.ts';
import { PROTOCOL_VERSION } from '../../src/lib/protocol/version.ts';
import { LogClient } from './log-client.ts';
import { RecordWriter } from './record-writer.ts';

/** A device that writes and pushes without end, whatever becomes of the relay, and notes what was acknowledged. */
export class TirelessClient {
	readonly writer: RecordWriter;
	/** Groups as they were acknowledged, by id. */
	readonly acked = new Map<GroupId, Group>();
	/** Refusals: there should be none. */
	readonly refused: string[] = [];
	#outbox: Group[] = [];
	#documents: DocumentName[] = [];
	#uuid: () => string;
	#random: () => number;
	#url: () => Promise<string>;
	#writing = true;

	constructor(
		device: string,
		options: { url(): Promise<string>; platform: { uuid(): string; now(): number }; random(): number },
	) {
		this.writer = new RecordWriter(device, options.platform);
		this.#uuid = () => options.platform.uuid();
		this.#random = options.random;
		this.#url = options.url;
	}

	/** Runs until `finish` was called and everything is acknowledged. */
	async run(): Promise<void> {
		while (this.#writing || this.#outbox.length > 0) {
			try {
				await this.#connection();
			} catch {
				// The relay was killed: what is not acknowledged is pushed again.
			}
		}
	}

	finish(): void {
		this.#writing = false;
	}

	async #connection(): Promise<void> {
		const client = new LogClient(await this.#url());
		try {
			await Promise.race([once(client.socket, 'open'), client.closed.then(() => Promise.reject(new Error('closed')))]);
			client.send({ type: 'hello', protocol: PROTOCOL_VERSION, cursor: null, time: 0 });
			await client.expect('welcome');
			while (this.#writing || this.#outbox.length > 0) {
				while (this.#writing && this.#outbox.length < 8) this.#outbox.push(this.#write());
				const offered = [...this.#outbox];
				client.send({ type: 'push', groups: offered.slice(0, 5) });
				if (offered.length > 5) client.send({ type: 'push', groups: offered.slice(5) });
				for (const group of offered) this.#answered(group, await client.answer(group.id));
				client.frames.length = 0;
			}
		} finally {
			client.close();
		}
	}

	#write(): Group {
		if (this.#documents.length === 0 || this.#random() < 0.3)
			this.#documents.push(accountDocument(this.#uuid() as AccountId));
		const document = this.#documents[Math.floor(this.#random() * this.#documents.length)] as DocumentName;
		return this.writer.group(document, { name: `name ${this.#random()}`, type: 'company' });
	}

	#answered(group: Group, code: string | null): void {
		this.#outbox = this.#outbox.filter((other) => other !== group);
		if (code === null) this.acked.set(group.id, group);
		else this.refused.push(`${group.id} ${code}`);
	}
}

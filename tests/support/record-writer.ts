import * as Y from 'yjs';
import { nextStamp, type Stamp } from '../../src/lib/domain/clock.ts';
import type { DocumentName } from '../../src/lib/domain/document-name.ts';
import type { FieldValue } from '../../src/lib/domain/field-value.ts';
import type { DeviceId, EventId, GroupId, WriterId } from '../../src/lib/domain/ids.ts';
import type { Entry, Group } from '../../src/lib/protocol/entries.ts';

/** What a device's documents and writer are to the relay, with nothing of the app: Yjs documents in memory, and groups made of their updates. */
export class RecordWriter {
	readonly device: DeviceId;
	readonly writer: WriterId;
	#uuid: () => string;
	#now: () => number;
	#last = 0 as Stamp;
	#documents = new Map<DocumentName, Y.Doc>();

	constructor(device: string, platform: { uuid(): string; now(): number }, tab = 'tab01') {
		this.device = device as DeviceId;
		this.writer = `${device}.${tab}` as WriterId;
		this.#uuid = () => platform.uuid();
		this.#now = () => platform.now();
	}

	document(name: DocumentName): Y.Doc {
		const known = this.#documents.get(name);
		if (known !== undefined) return known;
		const doc = new Y.Doc();
		this.#documents.set(name, doc);
		return doc;
	}

	/** Writes fields of one document, as a command does: own keys, and out with the keys of those fields that were seen. Returns the update. */
	write(name: DocumentName, values: Record<string, FieldValue>): Uint8Array {
		const doc = this.document(name);
		const before = Y.encodeStateVector(doc);
		let update: Uint8Array | null = null;
		const take = (bytes: Uint8Array): void => {
			update = bytes;
		};
		doc.on('update', take);
		doc.transact(() => {
			const record = doc.getMap('record');
			for (const [field, value] of Object.entries(values)) {
				this.#last = nextStamp(this.#last, this.#now());
				for (const key of [...record.keys()])
					if (key.startsWith(`${field}@`) && key !== `${field}@${this.writer}`) record.delete(key);
				record.set(`${field}@${this.writer}`, { value, at: this.#last });
			}
		});
		doc.off('update', take);
		return update ?? Y.encodeStateAsUpdate(doc, before);
	}

	/** A group that writes one document, with the event that explains it. */
	group(name: DocumentName, values: Record<string, FieldValue>): Group {
		const entries: Entry[] = [{ kind: 'update', document: name, bytes: this.write(name, values) }];
		for (const [field, to] of Object.entries(values)) {
			entries.push({
				kind: 'event',
				event: {
					type: 'record.changed',
					id: this.#uuid() as EventId,
					at: this.#last,
					document: name,
					field,
					to,
					writer: this.writer,
					why: 'edited',
				},
			});
		}
		return { id: this.#uuid() as GroupId, entries };
	}

	apply(entry: Entry): void {
		if (entry.kind === 'update') Y.applyUpdate(this.document(entry.document), entry.bytes);
	}

	/** What the document says now, by key. */
	read(name: DocumentName): Record<string, unknown> {
		return this.document(name).getMap('record').toJSON();
	}
}

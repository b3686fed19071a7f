import * as encoding from 'lib0/encoding';

/** Writes a Yjs update in format V1 by hand: what Yjs itself would never write. */
export class UpdateBytes {
	#encoder = encoding.createEncoder();

	uint(...values: number[]): this {
		for (const value of values) encoding.writeVarUint(this.#encoder, value);
		return this;
	}

	byte(...values: number[]): this {
		for (const value of values) encoding.writeUint8(this.#encoder, value);
		return this;
	}

	text(value: string): this {
		encoding.writeVarString(this.#encoder, value);
		return this;
	}

	any(value: Parameters<typeof encoding.writeAny>[1]): this {
		encoding.writeAny(this.#encoder, value);
		return this;
	}

	/** Begins the structs of one client; `info` bytes follow. */
	block(count: number, client: number, clock: number): this {
		return this.uint(count, client, clock);
	}

	/** Begins a register under the root map: its content's count and values follow. */
	register(key: string, root = 'record'): this {
		return this.byte(0x28).uint(1).text(root).text(key);
	}

	/** No deletions; the finished update. */
	end(): Uint8Array {
		this.uint(0);
		return this.bytes();
	}

	bytes(): Uint8Array {
		return encoding.toUint8Array(this.#encoder);
	}
}

import { parseDocumentName } from '../../src/lib/domain/document-name.ts';
import type { FirmId } from '../../src/lib/domain/ids.ts';
import { unpackEvent } from '../../src/lib/protocol/events/event.ts';
import { isErasedWith, type ErasedName } from '../../src/lib/protocol/events/erased-with.ts';
import { toBytes } from './log-store.ts';
import type { Database, Sql } from './sql.ts';

/** Rows that are searched before others get their turn. */
const PACE = 5_000;
/** Ids that one query looks for. */
const MOST_NEEDLES = 20;

/** Which of these names were erased. */
export async function erasedAmong(sql: Sql, firm: FirmId, names: readonly ErasedName[]): Promise<Set<ErasedName>> {
	const text = 'SELECT name FROM erased_names WHERE firm_id = $1 AND name = $2';
	const found = await Promise.all(names.map((name) => sql.get(text, firm, name)));
	return new Set(names.filter((_, i) => found[i] !== null));
}

/** Notes names whose every later word is passed over. */
export async function rememberErased(sql: Sql, firm: FirmId, names: readonly ErasedName[]): Promise<void> {
	const text = 'INSERT INTO erased_names (firm_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING';
	await Promise.all(names.map((name) => sql.run(text, firm, name)));
}

/**
 * Empties all that the log holds of records: their updates, and the events that go with them. Rows stay with their numbers and hashes, as after
 * compaction. Run it in the transaction that appends the word of it, which stays the last row.
 * @returns the names that are erased since: those that were asked for, and the requests that were about nothing else
 */
export async function eraseRows(
	sql: Sql,
	engine: Database['engine'],
	firm: FirmId,
	names: ReadonlySet<ErasedName>,
): Promise<Set<ErasedName>> {
	const gone = new Set(names);
	for (const name of names) {
		if (parseDocumentName(name) === null) continue;
		await sql.run("UPDATE log_rows SET body = NULL WHERE firm_id = $1 AND name = $2 AND kind = 'update'", firm, name);
		await sql.run('DELETE FROM log_clients WHERE firm_id = $1 AND document = $2', firm, name);
	}
	for (let open = [...names]; open.length > 0; ) {
		const before = new Set(gone);
		for (let at = 0; at < open.length; at += MOST_NEEDLES)
			await eraseEvents(sql, engine, firm, open.slice(at, at + MOST_NEEDLES), gone);
		// What the relay said of a request names it alone.
		open = [...gone].filter((name) => !before.has(name));
	}
	await rememberErased(sql, firm, [...gone]);
	return gone;
}

async function eraseEvents(
	sql: Sql,
	engine: Database['engine'],
	firm: FirmId,
	names: readonly ErasedName[],
	gone: Set<ErasedName>,
): Promise<void> {
	// Events name records by their ids, with the kind before it or without.
	const needles = names.map((name) => Buffer.from(name.slice(name.indexOf(':') + 1)));
	const head = Number((await sql.get('SELECT seq FROM log_heads WHERE firm_id = $1', firm))?.seq ?? 0);
	const holds = needles.map((_, i) => (engine === 'postgres' ? `position($${i + 4}::bytea IN body) > 0` : `instr(body, $${i + 4}) > 0`));
	const text = `SELECT seq, body FROM log_rows WHERE firm_id = $1 AND seq > $2 AND seq <= $3 AND kind = 'event' AND body IS NOT NULL AND (${holds.join(' OR ')})`;
	for (let after = 0; after < head; after += PACE) {
		if (after > 0) await new Promise((resolve) => setImmediate(resolve));
		for (const row of await sql.all(text, firm, after, after + PACE, ...needles)) {
			const event = unpackEvent(toBytes(row.body));
			if (typeof event === 'string' || !isErasedWith(event, (name) => gone.has(name))) continue;
			if ('request' in event && event.type === 'invitation.requested') gone.add(event.request);
			await sql.run('UPDATE log_rows SET body = NULL WHERE firm_id = $1 AND seq = $2', firm, Number(row.seq));
		}
	}
}

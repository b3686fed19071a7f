import { startLogRelay } from './log-relay.ts';

// A relay's log in a process of its own, to be killed: `node relay-process.ts <database file>`. Says its port in one line.
const path = process.argv[2];
if (path === undefined) throw new Error('which database file?');
const relay = await startLogRelay({ path });
process.stdout.write(`${relay.port}\n`);

import { expect } from 'vitest';
import type { CommandDeps } from '../../src/lib/commands/commit.ts';
import type { AccountId } from '../../src/lib/domain/ids.ts';
import { created, individual } from '../support/device.ts';
import type { Device } from './device.ts';
import { NO_MUTANT, type Mutant } from './mutants.ts';
import { checkAll } from './oracles.ts';
import { Stage } from './stage.ts';

/** A small scene that a test plays itself: a firm with one account (and its contact), on every device. */
export interface Scene {
	stage: Stage;
	/** D1 is the owner's, D2 a member's, D3 an admin's. */
	all: Device[];
	account: AccountId;
}

/** Sets the scene: every device has exchanged everything. @param mutant a deliberate fault */
export async function openScene(devices: number, seed = 1, mutant: Mutant = NO_MUTANT): Promise<Scene> {
	const stage = new Stage(seed, mutant);
	await stage.relay.create();
	await stage.relay.start();
	const all = Array.from({ length: devices }, () => stage.addDevice());
	for (const device of all) {
		device.latency = 20;
		device.boot();
	}
	await stage.pass(2_000);
	const { account } = await created(tab(all[0] as Device), individual('Léa', 'Dupré'));
	await allQuiet(stage);
	return { stage, all, account };
}

/** The first open tab of a device. */
export function tab(device: Device): CommandDeps {
	const [first] = device.usable();
	if (first === undefined) throw new Error(`${device.name} has no open tab`);
	return first.deps;
}

/** The network does not reach a device any more, and it is told. */
export function part(stage: Stage, device: Device): void {
	device.partition = 'refuse';
	stage.network.cut(device, 'told');
}

/** Lets everything be exchanged, and compares everything with everything. */
export async function allQuiet(stage: Stage): Promise<void> {
	expect(await findProblem(stage)).toBeNull();
}

/** What is wrong once everything was exchanged; null: nothing. */
export async function findProblem(stage: Stage): Promise<string | null> {
	await stage.pass(60_000);
	await checkAll(stage.auditor, stage.relay, stage.devices);
	return stage.auditor.problem?.message ?? null;
}

import { Awareness } from 'y-protocols/awareness';

/**
 * Awareness that tells a provider of this peer's own state alone. The plain one has everybody send everybody's states back to the relay,
 * which passes over them anyway, and counts them.
 */
export class QuietAwareness extends Awareness {
	override emit(name: string, args: unknown[]): void {
		if (name === 'update' && args[1] !== 'local') return;
		super.emit(name, args);
	}
}

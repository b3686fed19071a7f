import type { FileFault } from '$lib/app/exchange.ts';
import { ExchangeFailed } from '$lib/app/open-exchange.ts';
import * as m from '$messages';

const FAULTS: Readonly<Record<FileFault, () => string>> = {
	empty: m.import_fault_empty,
	'no-rows': m.import_fault_no_rows,
	'too-large': m.import_fault_too_large,
	'too-many-rows': m.import_fault_too_many,
	'no-table': m.import_fault_no_table,
	damaged: m.import_fault_damaged,
	locked: m.import_fault_locked,
};

/** Why an import could not go on, in words; null where somebody stopped it. */
export function importFailureWords(error: unknown): string | null {
	if (!(error instanceof ExchangeFailed)) return m.import_broken({ reason: error instanceof Error ? error.message : String(error) });
	const { failure } = error;
	switch (failure.why) {
		case 'cancelled':
			return null;
		case 'busy':
			return m.import_busy();
		case 'file':
			return FAULTS[failure.fault]();
		case 'storage':
			return m.import_storage();
		case 'broken':
			return m.import_broken({ reason: failure.message });
	}
}

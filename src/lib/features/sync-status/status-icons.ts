import CircleAlert from '@lucide/svelte/icons/circle-alert';
import CloudCheck from '@lucide/svelte/icons/cloud-check';
import CloudOff from '@lucide/svelte/icons/cloud-off';
import CloudUpload from '@lucide/svelte/icons/cloud-upload';
import HardDrive from '@lucide/svelte/icons/hard-drive';
import LockKeyhole from '@lucide/svelte/icons/lock-keyhole';
import RefreshCw from '@lucide/svelte/icons/refresh-cw';
import type { StatusWords } from './status-words.ts';

/** The picture beside a status; never alone, the words say the same. */
export const STATUS_ICONS: Readonly<Record<StatusWords['icon'], typeof CloudCheck>> = {
	synced: CloudCheck,
	saved: HardDrive,
	syncing: RefreshCw,
	waiting: CloudUpload,
	offline: CloudOff,
	attention: CircleAlert,
	locked: LockKeyhole,
};

/** The colour of the picture and, where it matters, of the words. */
export const STATUS_TONES: Readonly<Record<StatusWords['tone'], string>> = {
	good: 'text-good',
	plain: 'text-muted',
	warn: 'text-warn',
	danger: 'text-danger',
};

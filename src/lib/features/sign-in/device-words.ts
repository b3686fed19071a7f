import { describeDevice, type NavigatorFacts } from '$lib/platform/device-name.ts';
import * as m from '$messages';

/** A first proposal for this device's name, such as "Chrome on Windows". */
export function proposedDeviceName(navigator: NavigatorFacts): string {
	const { browser, system } = describeDevice(navigator);
	if (browser !== null && system !== null) return m.signin_device_name({ browser, system });
	return browser ?? system ?? m.signin_device_unknown();
}

import type { Device } from '../../src/registration/lifecycle/device.ts';
import type { Draft } from '../../src/registration/ports/stored.ts';

/** A device as it is stored, in use. */
export function storedDevice(serialNumber: string, over: Partial<Device> = {}): Draft<Device> {
  return {
    id: `DELL|${serialNumber}`,
    serialNumber,
    manufacturer: 'Dell Inc.',
    model: 'Latitude 5450',
    profile: 'Standard',
    sharedMode: false,
    groupTag: 'Microsoft365Managed_Standard',
    registeredAt: 1,
    status: 'active',
    step: 'assigned',
    stepSince: 1,
    looks: 0,
    announcements: [],
    announcementCount: 0,
    timeline: [{ at: 1, text: 'Active' }],
    ...over,
  };
}

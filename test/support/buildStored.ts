import type { Batch } from '../../src/registration/batches/batch.ts';
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

/** A batch as it is stored, open; what its report says is of no matter here. */
export function storedBatch(id: string, over: Partial<Batch> = {}): Draft<Batch> {
  return {
    id,
    state: 'open',
    requester: { id: 'alex', name: 'Alex Wilber' },
    fileName: 'devices.csv',
    digest: id,
    createdAt: 1,
    report: {} as Batch['report'],
    ...over,
  };
}

import type { Device } from '../../src/registration/lifecycle/device.ts';

/** A Standard device that was just accepted at `at`, with changes. */
export function buildDevice(changes: Partial<Device> = {}, at = 0): Device {
  return {
    id: 'DELL|5CG1234ABC',
    version: 1,
    serialNumber: '5CG1234ABC',
    manufacturer: 'Dell Inc.',
    model: 'Latitude 5450',
    profile: 'Standard',
    sharedMode: false,
    groupTag: 'Microsoft365Managed_Standard',
    requestedIn: 'batch',
    registeredAt: at,
    status: 'pending',
    step: 'accepted',
    stepSince: at,
    dueAt: at,
    looks: 0,
    announcements: [],
    announcementCount: 0,
    timeline: [],
    ...changes,
  };
}

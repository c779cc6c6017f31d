import assert from 'node:assert/strict';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import type { Observation } from '../../../src/registration/lifecycle/observation.ts';
import type { ImportRecord } from '../../../src/registration/ports/autopilot.ts';
import {
  accepted,
  allGroups,
  assigned,
  entraDevice,
  grouped,
  hour,
  identity,
  imported,
  importing,
  linked,
  look,
  managed,
  now,
  ready,
  record,
} from '../../support/sightings.ts';

describe('decide, look by look', () => {
  const moves: [name: string, device: Device, seen: Observation, status: string, step: string][] = [
    ['accepted and unknown to Autopilot: imported', accepted, { identity: 'absent' }, 'pending', 'importing'],
    ['accepted and in Autopilot already: carries on', accepted, { identity: identity() }, 'pending', 'imported'],
    ['accepted and not looked for: stays', accepted, {}, 'pending', 'accepted'],
    ['import unknown', importing, { importRecord: record({}) }, 'pending', 'importing'],
    ['import pending', importing, { importRecord: record({ state: 'pending' }) }, 'pending', 'importing'],
    ['import partial', importing, { importRecord: record({ state: 'partial' }) }, 'pending', 'importing'],
    [
      'import complete',
      importing,
      { importRecord: record({ state: 'complete', registrationId: 'a' }) },
      'pending',
      'imported',
    ],
    ['import not to be seen yet', importing, { importRecord: 'absent', identity: 'absent' }, 'pending', 'importing'],
    ['import gone, device there', importing, { importRecord: 'absent', identity: identity() }, 'pending', 'imported'],
    ['already registered here', importing, { importRecord: error('ZtdDeviceAlreadyAssigned') }, 'pending', 'imported'],
    [
      'another organisation',
      importing,
      { importRecord: error('ZtdDeviceAssignedToOtherTenant') },
      'failed',
      'importing',
    ],
    [
      'another organisation, as documented',
      importing,
      { importRecord: error('ZtdDeviceAssignedToAnotherTenant') },
      'failed',
      'importing',
    ],
    ['bad hash', importing, { importRecord: error('InvalidZtdHardwareHash') }, 'failed', 'importing'],
    ['storage error', importing, { importRecord: error('StorageError') }, 'pending', 'accepted'],
    ['an error nobody knows: once more', importing, { importRecord: error('Mystery') }, 'pending', 'accepted'],
    [
      'an error nobody knows, again',
      { ...importing, importAttempts: 1 },
      { importRecord: error('Mystery') },
      'failed',
      'importing',
    ],
    ['identity not there yet', imported, { identity: 'absent' }, 'pending', 'imported'],
    [
      'Entra does not know it yet',
      imported,
      { identity: identity({ entraDeviceId: undefined }) },
      'pending',
      'imported',
    ],
    ['Entra knows it', imported, { identity: identity(), entraDevice }, 'pending', 'linked'],
    [
      'another tag of ours',
      imported,
      { identity: identity({ groupTag: 'Microsoft365Managed_PowerUser' }) },
      'failed',
      'imported',
    ],
    ['no tag: repaired', imported, { identity: identity({ groupTag: '' }), entraDevice }, 'pending', 'imported'],
    ['in all groups', linked, { memberships: allGroups }, 'pending', 'grouped'],
    ['not in all groups', linked, { memberships: new Set() }, 'pending', 'linked'],
    [
      'assigned as expected, in its groups',
      grouped,
      { assignment: assigned, memberships: allGroups, managedDevices: [] },
      'ready',
      'assigned',
    ],
    [
      'assigned as expected, groups not read',
      grouped,
      { assignment: assigned, managedDevices: [] },
      'pending',
      'grouped',
    ],
    [
      'assigned as expected, Intune not read',
      grouped,
      { assignment: assigned, memberships: allGroups },
      'pending',
      'grouped',
    ],
    [
      'assigned, taken out of a group',
      grouped,
      { assignment: assigned, memberships: new Set(), managedDevices: [] },
      'pending',
      'linked',
    ],
    [
      'another profile',
      grouped,
      { assignment: { ...assigned, profile: 'Kiosk' }, memberships: allGroups },
      'pending',
      'grouped',
    ],
    [
      'assignment pending',
      grouped,
      { assignment: { ...assigned, assigned: false, status: 'pending' }, memberships: allGroups },
      'pending',
      'grouped',
    ],
    [
      'assignment failed',
      grouped,
      { assignment: { ...assigned, assigned: false, status: 'failed' }, memberships: allGroups },
      'pending',
      'grouped',
    ],
    ['not assigned', grouped, { assignment: 'absent' }, 'pending', 'grouped'],
    ['enrolled', ready, { managedDevices: [managed()] }, 'active', 'assigned'],
    ['not enrolled', ready, { managedDevices: [] }, 'ready', 'assigned'],
    [
      'enrolled before it was registered, and calling since',
      ready,
      { managedDevices: [managed({ enrolledAt: now - 3 * hour })] },
      'active',
      'assigned',
    ],
    [
      'enrolled in an earlier life',
      ready,
      { managedDevices: [managed({ enrolledAt: now - 30 * hour, lastSyncAt: now - 30 * hour })] },
      'ready',
      'assigned',
    ],
    ['being wiped', ready, { managedDevices: [managed({ managementState: 'wipePending' })] }, 'ready', 'assigned'],
  ];
  for (const [name, device, seen, status, step] of moves) {
    it(name, () => {
      const { device: after } = look(device, seen);
      assert.deepEqual([after.status, after.step], [status, step]);
    });
  }

  function error(errorName: string): ImportRecord {
    return record({ state: 'error', errorName, errorCode: 806 });
  }
});

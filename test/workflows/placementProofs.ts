import assert from 'node:assert/strict';
import type { Stage } from './stage.ts';

const deploymentGroups = [
  'Modern Workplace Devices-Test',
  'Modern Workplace Devices-First',
  'Modern Workplace Devices-Fast',
  'Modern Workplace Devices-Broad',
];
const profileGroups: Record<string, string> = {
  Standard: 'Modern Workplace Device Profiles - Standard',
  SensitiveData: 'Modern Workplace Device Profiles - Sensitive Data',
  PowerUser: 'Modern Workplace Device Profiles - Power User',
};

/** The Autopilot profile a device should have, by what it was registered as. */
export function autopilotProfile({ profile, sharedMode }: { profile: string; sharedMode: boolean }): string {
  if (sharedMode) return 'Modern Workplace Autopilot Profile Shared';
  return `Modern Workplace Autopilot Profile${profile === 'PowerUser' ? ' Power User' : ''}`;
}

/** Names of the deployment groups given so far, sorted, checked to be Preflight's own choice and not read back yet. */
export async function deploymentGroupsGiven(stage: Stage): Promise<string[]> {
  const devices = await stage.devices();
  for (const { deploymentGroup, managedSince } of devices) {
    assert.deepEqual([deploymentGroup?.assignedBy, deploymentGroup?.pending, managedSince], ['auto', true, undefined]);
  }
  return devices.map(({ deploymentGroup }) => deploymentGroup?.name ?? '').sort();
}

/** Entra shows each device in its deployment group and no other, in All, and in Shared Device Mode if it is shared. */
export async function proveDeploymentGroups(stage: Stage): Promise<void> {
  for (const device of await stage.devices()) {
    const groups = await stage.view.groupsOf(device.entraObjectId ?? '');
    const deployment = groups.filter((group) => deploymentGroups.includes(group));
    assert.deepEqual(deployment, [`Modern Workplace Devices-${device.deploymentGroup?.name ?? ''}`]);
    assert.ok(groups.includes('Modern Workplace Devices-All'), device.serialNumber);
    assert.equal(groups.includes('Modern Workplace Devices - Shared Device Mode'), device.sharedMode);
  }
}

/** Entra shows each device in the group of its device profile and of no other. */
export async function proveProfileGroup(stage: Stage): Promise<void> {
  const names = Object.values(profileGroups);
  for (const device of await stage.devices()) {
    const groups = await stage.view.groupsOf(device.entraObjectId ?? '');
    assert.deepEqual(
      groups.filter((group) => names.includes(group)),
      [profileGroups[device.profile]],
    );
  }
}

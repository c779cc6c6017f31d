import type { DeploymentGroup, DeviceProfile, Policy } from '../policy/policy.ts';
import { findProfile, fixedGroups } from '../policy/tags.ts';
import type { Device } from './device.ts';

/** The device's profile in the policy. Throws when the policy no longer has it: the policy changed under a registration. */
export function policyProfile(policy: Policy, device: Pick<Device, 'profile' | 'serialNumber'>): DeviceProfile {
  const profile = findProfile(policy, device.profile);
  if (profile === undefined) {
    throw new Error(
      `Device ${device.serialNumber} has profile ${device.profile}, which the policy no longer has. Put it back.`,
    );
  }
  return profile;
}

/** Display names of every group the device must be in, its deployment group last. */
export function wantedGroups(device: Device, policy: Policy): string[] {
  const fixed = fixedGroups(policy, policyProfile(policy, device), device.sharedMode);
  const deployment = deploymentGroupOf(device, policy);
  return deployment === undefined ? fixed : [...fixed, deployment.group];
}

/** The groups a look at a device on its way asks for: those it must be in, and every deployment group while it has none, since it may be in one. */
export function groupsToLookAt(device: Device, policy: Policy): string[] {
  const wanted = wantedGroups(device, policy);
  if (deploymentGroupOf(device, policy) !== undefined) return wanted;
  return [...wanted, ...deploymentGroups(policy).map(({ group }) => group)];
}

/** The deployment group of the device; `undefined` when it has none, or one that the policy has no longer. */
export function deploymentGroupOf(
  { deploymentGroup }: Pick<Device, 'deploymentGroup'>,
  policy: Policy,
): Pick<DeploymentGroup, 'name' | 'group'> | undefined {
  return deploymentGroups(policy).find(({ name }) => name === deploymentGroup?.name);
}

/** Every deployment group of the policy, Test last. */
export function deploymentGroups({ deployment }: Policy): Pick<DeploymentGroup, 'name' | 'group'>[] {
  return [...deployment.groups, deployment.testGroup];
}

/** Display names of every group in which Preflight puts devices, each once. */
export function ourGroups(policy: Policy): string[] {
  const { allDevicesGroup, profiles, shared } = policy;
  return [
    ...new Set([
      allDevicesGroup,
      ...profiles.map(({ group }) => group),
      shared.group,
      ...deploymentGroups(policy).map(({ group }) => group),
    ]),
  ];
}

/**
 * Groups of ours that the device is in and should not be in: deployment groups beside its own, other profiles' groups, the group of shared
 * devices. Test is never touched (docs/sources.md, deployment groups), unless an
 * administrator moves the device out of it; the group it moves to is no stray.
 */
export function strayGroups(memberships: ReadonlySet<string>, device: Device, policy: Policy): string[] {
  const { groups, testGroup } = policy.deployment;
  const goal = groups.find(({ name }) => name === device.deploymentGroup?.movingTo?.name);
  const wanted = new Set([...wantedGroups(device, policy), testGroup.group, goal?.group]);
  return ourGroups(policy).filter((group) => memberships.has(group) && !wanted.has(group));
}

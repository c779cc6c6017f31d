import { allocateDeploymentGroup } from '../policy/allocateDeploymentGroup.ts';
import type { Circumstances } from './decision.ts';
import type { Device } from './device.ts';
import { record } from './moves.ts';
import { deploymentGroupOf, deploymentGroups } from './wanted.ts';

/**
 * The device with a deployment group that the policy has; the same object where it has one already. One that the policy has no longer counts
 * as none: where the device is in exactly one Entra group that the policy gives another name, it was renamed and keeps its place;
 * otherwise the shares give it a new one. `pending` keeps its other groups until the new one shows it.
 */
export function settlePlace(
  device: Device,
  memberships: ReadonlySet<string>,
  { policy, now, deploymentCounts }: Circumstances,
): Device {
  if (deploymentGroupOf(device, policy) !== undefined) return device;
  const [here, ...others] = deploymentGroups(policy).filter(({ group }) => memberships.has(group));
  const kept = others.length === 0 ? here : undefined;
  const { name } = kept ?? allocateDeploymentGroup(policy.deployment, deploymentCounts);
  const { deploymentGroup: was } = device;
  const gone =
    was === undefined ? 'It had no deployment group' : `The policy has no deployment group ${was.name} any more`;
  const place = { ...was, name, assignedBy: kept === undefined ? 'auto' : (was?.assignedBy ?? 'auto'), pending: true };
  return record({ ...device, deploymentGroup: place }, `${gone}; deployment group ${name}`, now);
}

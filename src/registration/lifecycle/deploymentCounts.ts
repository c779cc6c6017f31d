import type { DeploymentCounts } from '../policy/allocateDeploymentGroup.ts';
import type { Policy } from '../policy/policy.ts';
import type { Ports } from '../ports/ports.ts';

/** How many devices each deployment group has, those on their way into it included. */
export async function countDeploymentGroups(store: Ports['store'], policy: Policy): Promise<DeploymentCounts> {
  const counts: Record<string, number> = {};
  for (const { name } of [...policy.deployment.groups, policy.deployment.testGroup]) {
    counts[name] = await store.count('devices', { equals: { 'deploymentGroup.name': name } });
  }
  return counts;
}

import type { DeploymentCounts } from '../policy/allocateDeploymentGroup.ts';
import type { Policy } from '../policy/policy.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import type { Device } from './device.ts';
import { deploymentGroups } from './wanted.ts';

/** The group a device counts for: where it is going, since otherwise many moves at once would distort every share until they are complete. */
export function countedIn({ deploymentGroup }: Device): string | undefined {
  return deploymentGroup?.movingTo?.name ?? deploymentGroup?.name;
}

/** How many devices each deployment group has, those on their way into it included and those on their way out of it not. */
export async function countDeploymentGroups(store: Ports['store'], policy: Policy): Promise<DeploymentCounts> {
  const names = deploymentGroups(policy).map(({ name }) => name);
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = await store.count('devices', { equals: { 'deploymentGroup.name': name } });
  for (const name of names) {
    const moving = everyRecord(store, 'devices', { equals: { 'deploymentGroup.movingTo.name': name } });
    for await (const { deploymentGroup } of moving) {
      counts[name] = (counts[name] ?? 0) + 1;
      const left = deploymentGroup?.name ?? '';
      counts[left] = (counts[left] ?? 1) - 1;
    }
  }
  return counts;
}

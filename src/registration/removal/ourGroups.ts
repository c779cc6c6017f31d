import type { Policy } from '../policy/policy.ts';

/** Display names of every group that the policy gives to devices, each once. */
export function ourGroups({ allDevicesGroup, profiles, shared, deployment }: Policy): string[] {
  const deploymentGroups = [...deployment.groups, deployment.testGroup];
  const names = [allDevicesGroup, shared.group, ...[...profiles, ...deploymentGroups].map(({ group }) => group)];
  return [...new Set(names)];
}

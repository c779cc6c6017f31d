import type { DeploymentGroup, Policy } from './policy.ts';

/** Devices in each deployment group, by group name; groups without an entry hold none. */
export type DeploymentCounts = Readonly<Record<string, number>>;

/**
 * The group a device that registers now belongs in: the one furthest below its share when this device is counted; ties go to the later
 * group, so that the first devices of a small tenant do not become early adopters.
 *
 * @remarks Shares are those of Microsoft Managed Desktop's update groups (docs/sources.md); they change above the threshold, and nobody is moved when it is crossed. Devices
 * that an administrator placed count like all others, those in the Test group only towards the threshold.
 */
export function allocateDeploymentGroup(deployment: Policy['deployment'], counts: DeploymentCounts): DeploymentGroup {
  const allocated = deployment.groups.reduce((sum, { name }) => sum + (counts[name] ?? 0), 0);
  const managed = allocated + (counts[deployment.testGroup.name] ?? 0);
  const shareOf = (group: DeploymentGroup) => (managed > deployment.threshold ? group.largeShare : group.share);
  // Whole numbers only: percent times devices, so that ties are ties.
  const shortfall = (group: DeploymentGroup) => shareOf(group) * (allocated + 1) - 100 * (counts[group.name] ?? 0);
  return deployment.groups.reduce((best, group) => (shortfall(group) >= shortfall(best) ? group : best));
}

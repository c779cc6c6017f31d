import type { Device } from '../../registration/lifecycle/device.ts';
import { plain } from './text.ts';

/** Which deployment group a device is in and who put it there, for one line: `Broad (automatically)`, `Broad, moving to First (asked for by Megan Bowen)`. */
export function deploymentGroupWords({ deploymentGroup }: Pick<Device, 'deploymentGroup'>): string {
  if (deploymentGroup === undefined) return '';
  const { assignedBy, movingTo, pending } = deploymentGroup;
  const name = plain(deploymentGroup.name, 40);
  if (movingTo !== undefined) {
    const way = movingTo.name === deploymentGroup.name ? 'staying there' : `moving to ${plain(movingTo.name, 40)}`;
    return `${name}, ${way} (asked for by ${plain(movingTo.by.name, 80)})`;
  }
  const by = assignedBy === 'admin' ? 'by an administrator' : 'automatically';
  return `${name} (${by}${pending ? ', not confirmed yet' : ''})`;
}

/** Managed Desktop's words for who assigned the group (docs/sources.md, deployment groups). */
export function assignedByWord({ deploymentGroup }: Pick<Device, 'deploymentGroup'>): 'Admin' | 'Auto' | 'Pending' {
  if (deploymentGroup?.movingTo !== undefined || deploymentGroup?.pending !== false) return 'Pending';
  return deploymentGroup.assignedBy === 'admin' ? 'Admin' : 'Auto';
}

import type { Device } from '../../registration/lifecycle/device.ts';
import { plain } from './text.ts';

/** Which deployment group a device is in and who put it there, for one line: `Broad (automatically)`, `Broad, moving to First (asked for by Megan Bowen)`. */
export function deploymentGroupWords({ deploymentGroup }: Pick<Device, 'deploymentGroup'>): string {
  if (deploymentGroup === undefined) return '';
  const { assignedBy, movingTo, pending } = deploymentGroup;
  const name = plain(deploymentGroup.name, 40);
  if (movingTo !== undefined) {
    return `${name}, ${wayTo(movingTo.name, deploymentGroup.name)} (asked for by ${plain(movingTo.by.name, 80)})`;
  }
  const by = assignedBy === 'admin' ? 'by an administrator' : 'automatically';
  return `${name} (${by}${pending ? ', not confirmed yet' : ''})`;
}

/** The same in Managed Desktop's words (docs/sources.md, deployment groups): `Broad (Auto)`, `Broad (Pending: moving to First, asked for by Megan Bowen)`. */
export function labelledGroup({ deploymentGroup }: Pick<Device, 'deploymentGroup'>): string {
  if (deploymentGroup === undefined) return '';
  const { assignedBy, movingTo, pending } = deploymentGroup;
  const name = plain(deploymentGroup.name, 40);
  if (movingTo !== undefined) {
    const asked = `asked for by ${plain(movingTo.by.name, 80)}`;
    return `${name} (Pending: ${wayTo(movingTo.name, deploymentGroup.name)}, ${asked})`;
  }
  return `${name} (${pending ? 'Pending' : assignedBy === 'admin' ? 'Admin' : 'Auto'})`;
}

function wayTo(name: string, from: string): string {
  return name === from ? 'staying there' : `moving to ${plain(name, 40)}`;
}

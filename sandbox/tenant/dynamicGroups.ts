import { considerAssignment } from './assignment.ts';
import type { RuleSubject } from './dynamicRule.ts';
import { intuneAppId } from './enrolment.ts';
import { addMembers, removeMember } from './membership.ts';
import type { EntraDevice, Group } from './records.ts';
import type { World } from './world.ts';

/** Plans the evaluation of every dynamic group for one device that has appeared or changed. */
export function planDeviceEvaluation(world: World, device: EntraDevice): void {
  world.after(world.options.latencies.dynamicGroup, () => {
    if (!world.devices.has(device.objectId)) return;
    for (const group of world.groups.values()) evaluate(world, group, device);
    considerAssignment(world, device.objectId);
  });
}

/** Plans the evaluation of a new or changed rule for every device. */
export function planRuleEvaluation(world: World, group: Group): void {
  world.after(world.options.latencies.dynamicGroup, () => {
    for (const device of world.devices.values()) evaluate(world, group, device);
  });
}

function evaluate(world: World, group: Group, device: EntraDevice): void {
  if (group.rule === undefined) return;
  const belongs = group.rule.parsed(subjectOf(device));
  if (belongs === group.members.has(device.objectId)) return;
  if (belongs) addMembers(world, group, [device.objectId]);
  else removeMember(world, group, device.objectId);
}

function trustType({ joinedAt, hybrid }: EntraDevice): string {
  if (joinedAt === undefined) return '';
  return hybrid ? 'ServerAD' : 'AzureAD';
}

function subjectOf(device: EntraDevice): RuleSubject {
  return {
    properties: {
      devicephysicalids: device.physicalIds,
      displayname: device.displayName,
      devicemanufacturer: device.manufacturer,
      devicemodel: device.model,
      deviceostype: 'Windows',
      deviceownership: 'Company',
      accountenabled: 'true',
      managementtype: device.managed ? 'MDM' : '',
      devicemanagementappid: device.managed ? intuneAppId : '',
      devicetrusttype: trustType(device),
    },
  };
}

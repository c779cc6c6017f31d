import { renameByHand } from './deviceNames.ts';
import { nextUser, signIn } from './enrolment.ts';
import { addMembers } from './membership.ts';
import { register } from './registration.ts';
import type { World } from './world.ts';

const day = 24 * 60 * 60_000;
const tag = 'Microsoft365Managed_Standard';
const groups = [
  'Modern Workplace Devices-All',
  'Modern Workplace Devices-Broad',
  'Modern Workplace Device Profiles - Standard',
];

/**
 * Devices with a past: registered, grouped, assigned and enrolled by the tenant's own rules, in the days before `world.now`'s present. So many of them, spread
 * evenly, were renamed by hand since and have left the convention. Throws a `RangeError` for more than there are.
 */
export function addFleet(world: World, count: number, renamed = 0): void {
  if (renamed > count) throw new RangeError(`Of ${count} devices of the fleet, ${renamed} cannot be renamed.`);
  if (count === 0) return;
  const devices = Array.from({ length: count }, (_, index) =>
    register(world, {
      serialNumber: `FLT${String(index + 1).padStart(6, '0')}`,
      manufacturer: 'Dell Inc.',
      model: 'Latitude 5440',
      skuNumber: '0C0A',
      family: 'Latitude',
      groupTag: tag,
      purchaseOrderIdentifier: '',
      userPrincipalName: '',
      endorsementKey: '',
    }),
  );
  world.settle(world.now + day);
  for (const group of world.groups.values()) {
    if (!groups.includes(group.displayName)) continue;
    addMembers(
      world,
      group,
      devices.map(({ entraObjectId }) => entraObjectId),
    );
  }
  const users = [...world.users.values()];
  devices.forEach((device, index) => {
    const managed = signIn(world, device, users[index % users.length] ?? nextUser(world, device));
    const isRenamed = Math.floor(((index + 1) * renamed) / count) > Math.floor((index * renamed) / count);
    if (isRenamed) renameByHand(world, managed);
  });
  world.settle(world.now + day);
}

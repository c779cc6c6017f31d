import type { Device } from '../lifecycle/device.ts';
import { deploymentGroupOf, ourGroups, strayGroups, wantedGroups } from '../lifecycle/wanted.ts';
import { keepNotices } from '../notices/keepNotices.ts';
import type { Policy } from '../policy/policy.ts';
import { findProfile } from '../policy/tags.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { ServiceError } from '../ports/serviceError.ts';
import { isBeingRemoved } from '../removal/isBeingRemoved.ts';

type World = Pick<Ports, 'store' | 'clock' | 'directory' | 'log'>;

/** Which of our groups hold each object, one bit a group: 100,000 devices take 20 MB. */
interface Memberships {
  /** Groups that exist, by display name; the place is the bit. */
  names: string[];
  bits: Map<string, number>;
}

/**
 * Compares the members of every group of ours with the devices that should be in them, and makes those due that differ: the next pass
 * looks at each of them closely and puts it right. The cost is the pages of the member lists. Aborted, it stops before the next page, and
 * nothing is compared with lists that were not read to their end.
 */
export async function remediate(world: World, policy: Policy, signal?: AbortSignal): Promise<{ doubtful: number }> {
  try {
    return await compareMembers(world, policy, signal);
  } catch (error) {
    // A group was deleted since it was looked up; the next look up says so.
    if (error instanceof ServiceError && error.kind === 'notFound') return compareMembers(world, policy, signal);
    throw error;
  }
}

async function compareMembers(world: World, policy: Policy, signal?: AbortSignal): Promise<{ doubtful: number }> {
  const wanted = ourGroups(policy);
  const groupIds = await world.directory.groupIds(wanted);
  await missingGroups(
    wanted.filter((name) => !groupIds.has(name)),
    world,
  );
  const memberships = await readMemberships(groupIds, world, signal);
  if (memberships === undefined) return { doubtful: 0 };
  const now = world.clock.now();
  let doubtful = 0;
  for (const status of ['ready', 'active', 'inactive'] as const) {
    for await (const device of everyRecord(world.store, 'devices', { equals: { status } })) {
      if (isBeingRemoved(device) || (device.dueAt !== undefined && device.dueAt <= now)) continue;
      if (isInPlace(device, memberships, policy)) continue;
      if ((await world.store.replace('devices', { ...device, dueAt: now })) !== undefined) doubtful += 1;
    }
  }
  if (doubtful > 0) world.log.info({ doubtful }, 'devices are not in the groups they should be in');
  return { doubtful };
}

async function readMemberships(
  groupIds: ReadonlyMap<string, string>,
  { directory }: World,
  signal?: AbortSignal,
): Promise<Memberships | undefined> {
  const names = [...groupIds.keys()];
  const bits = new Map<string, number>();
  for (const [place, id] of [...groupIds.values()].entries()) {
    for await (const page of directory.members(id)) {
      if (signal?.aborted === true) return undefined;
      for (const objectId of page) bits.set(objectId, (bits.get(objectId) ?? 0) + 2 ** place);
    }
  }
  return signal?.aborted === true ? undefined : { names, bits };
}

/**
 * A device on its way to another group is looked at once more, and nothing else: the move itself says what belongs where. A group that does
 * not exist is only a reason to look where the device is not in use yet: nothing can be
 * put right for the others.
 */
function isInPlace(device: Device, { names, bits }: Memberships, policy: Policy): boolean {
  if (device.entraObjectId === undefined || findProfile(policy, device.profile) === undefined) return true;
  // Its profile is back.
  if (device.problem?.code === 'profile-unknown') return false;
  if (device.deploymentGroup?.movingTo !== undefined || deploymentGroupOf(device, policy) === undefined) return false;
  const held = bits.get(device.entraObjectId) ?? 0;
  const groups = new Set(names.filter((_, place) => Math.floor(held / 2 ** place) % 2 === 1));
  const missing = wantedGroups(device, policy).filter((group) => !groups.has(group));
  const curable = device.status === 'ready' ? missing : missing.filter((group) => names.includes(group));
  return curable.length === 0 && strayGroups(groups, device, policy).length === 0;
}

/** Says when a group of the policy is not there: deleted behind our back, renamed, or two have its name. */
async function missingGroups(missing: readonly string[], world: World): Promise<void> {
  await keepNotices(
    'group:',
    missing.map((name) => ({
      id: `group:${name}`,
      sentence: `There is no Entra group named ${name}, or there are two.`,
      remedy: 'Restore or rename the group, or name the right one in the policy file; Preflight then fills it again.',
    })),
    world,
  );
}

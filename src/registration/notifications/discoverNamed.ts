import { follow, knownAs } from '../discovery/discover.ts';
import { makeDeviceDue } from '../lifecycle/wake.ts';
import type { Policy } from '../policy/policy.ts';
import { readTag } from '../policy/tags.ts';
import type { GroupWatch, NamedDevice } from '../ports/groupWatch.ts';
import type { Ports } from '../ports/ports.ts';

/** What discovery of single devices works with. */
export type NamedPorts = Pick<Ports, 'store' | 'clock' | 'autopilot' | 'log'> & {
  groupWatch: Pick<GroupWatch, 'devices' | 'changes' | 'startChanges'>;
};

/**
 * Looks Entra objects up that no device of ours has: those with one of our group tags are discovered as the hourly look would, or turn
 * out to be devices of ours that did not know their Entra object yet; either is made due. Resolves with the keys of these devices, and
 * with the objects of ours that Autopilot does not show yet, or not by this id.
 */
export async function discoverNamed(
  objectIds: readonly string[],
  ports: NamedPorts,
  policy: Policy,
): Promise<{ found: string[]; hidden: string[] }> {
  const { store, autopilot, groupWatch, log } = ports;
  if (objectIds.length === 0) return { found: [], hidden: [] };
  const devices = await groupWatch.devices(objectIds);
  const ours: NamedDevice[] = [];
  const hidden: string[] = [];
  for (const [objectId, device] of devices) {
    if (device === 'unread') hidden.push(objectId);
    else if (readTag(policy, device.groupTag ?? '').kind !== 'foreign') ours.push(device);
  }
  const ids = ours.flatMap(({ autopilotId }) => autopilotId ?? []);
  const identities = ids.length === 0 ? new Map<string, 'unread'>() : await autopilot.identities(ids);
  const count = { discovered: 0 };
  const found: string[] = [];
  for (const { objectId, deviceId, autopilotId } of ours) {
    const identity = identities.get(autopilotId ?? '') ?? 'unread';
    // Nobody promises that the physical id names the identity; an identity that knows another Entra device is another device.
    if (identity === 'unread' || (identity.entraDeviceId ?? deviceId) !== deviceId) {
      hidden.push(objectId);
      continue;
    }
    const known = await knownAs(identity, store);
    if (known === undefined || known.status === 'removed') await follow(identity, known, ports, policy, count);
    const device = await knownAs(identity, store);
    if (device === undefined || device.status === 'removed') continue;
    await makeDeviceDue(device, ports);
    found.push(device.id);
  }
  if (count.discovered > 0) log.info({ discovered: count.discovered }, 'devices were discovered by a notification');
  return { found, hidden };
}

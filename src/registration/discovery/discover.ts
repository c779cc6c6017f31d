import { type Device, deviceKey } from '../lifecycle/device.ts';
import { announce, fail, record } from '../lifecycle/moves.ts';
import type { Policy } from '../policy/policy.ts';
import { autopilotProfileNames, readTag } from '../policy/tags.ts';
import type { AutopilotIdentity } from '../ports/autopilot.ts';
import type { Ports } from '../ports/ports.ts';

type World = Pick<Ports, 'store' | 'clock' | 'autopilot' | 'log'>;

/**
 * Step 4 of the automatic workflow: whatever is assigned to one of our Autopilot profiles and carries one of our tags is a shipped
 * device. Those Preflight does not know yet, because a partner, an OEM or the Autopilot portal uploaded them, become Registration pending.
 */
export async function discover(world: World, policy: Policy): Promise<{ discovered: number }> {
  const names = new Set(autopilotProfileNames(policy));
  let discovered = 0;
  for (const profile of await world.autopilot.profiles()) {
    if (!names.has(profile.displayName)) continue;
    for await (const identities of world.autopilot.assignedDevices(profile.id)) {
      for (const identity of identities) {
        if (await noteShipped(identity, world, policy)) discovered += 1;
      }
    }
  }
  discovered += await findUnusableTags(world, policy);
  if (discovered > 0) world.log.info({ discovered }, 'devices were discovered');
  return { discovered };
}

/**
 * Devices whose tag looks like ours but cannot be used are assigned to none of our profiles, so that nobody would ever hear of them: they
 * are looked for in the whole list.
 */
async function findUnusableTags(world: World, policy: Policy): Promise<number> {
  let found = 0;
  for await (const identities of world.autopilot.everyIdentity()) {
    for (const identity of identities) {
      if (readTag(policy, identity.groupTag).kind !== 'unsupported') continue;
      if (await noteShipped(identity, world, policy)) found += 1;
    }
  }
  return found;
}

async function noteShipped(identity: AutopilotIdentity, { store, clock }: World, policy: Policy): Promise<boolean> {
  const known = await store.get('devices', deviceKey(identity.manufacturer, identity.serialNumber));
  if (known !== undefined && known.status !== 'removed') {
    if (known.shippedSince === undefined) await store.replace('devices', { ...known, shippedSince: clock.now() });
    return false;
  }
  if (known !== undefined && isLeftOver(identity, known, clock.now())) return false;
  const device = discoveredDevice(identity, known, policy, clock.now());
  if (device === undefined) return false;
  return (
    (await (known === undefined ? store.create('devices', device) : store.replace('devices', device))) !== undefined
  );
}

/** How long lists may show an identity after it was deleted, in milliseconds. */
const shownAfterRemoval = 24 * 60 * 60_000;

/** Whether a list shows what was removed, and not a device that was registered anew. */
function isLeftOver(identity: AutopilotIdentity, { removal }: Device, now: number): boolean {
  return identity.id === removal?.autopilotId && now - (removal.doneAt ?? now) < shownAfterRemoval;
}

/** A device to follow, or nothing when its tag is none of ours: the profile is then assigned by other means and other people. One that was `removed` keeps its history. */
function discoveredDevice(
  identity: AutopilotIdentity,
  removed: Device | undefined,
  policy: Policy,
  now: number,
): Device | undefined {
  const reading = readTag(policy, identity.groupTag);
  if (reading.kind === 'foreign') return undefined;
  const device: Device = {
    id: deviceKey(identity.manufacturer, identity.serialNumber),
    version: removed?.version ?? 0,
    serialNumber: identity.serialNumber,
    manufacturer: identity.manufacturer,
    model: identity.model,
    profile: reading.kind === 'ours' ? reading.profile.id : '',
    sharedMode: reading.kind === 'ours' && reading.shared,
    groupTag: identity.groupTag,
    shippedSince: now,
    // Nobody knows when it was registered; whatever Intune knows of it since it was removed belongs to this registration.
    registeredAt: removed?.removal?.doneAt ?? 0,
    status: 'pending',
    step: 'imported',
    stepSince: now,
    autopilotId: identity.id,
    looks: 0,
    announcements: removed?.announcements ?? [],
    announcementCount: removed?.announcementCount ?? 0,
    announcedAt: removed?.announcedAt,
    timeline: removed?.timeline ?? [],
  };
  if (reading.kind === 'unsupported') return fail(device, 'unsupported-tag', now, `group tag ${identity.groupTag}`);
  return announce(
    record(device, 'Registration pending: discovered in Autopilot, uploaded elsewhere', now),
    'discovered',
    now,
  );
}

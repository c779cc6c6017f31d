import { type ConcludePorts, conclude, type Sighting } from '../lifecycle/conclude.ts';
import type { Device } from '../lifecycle/device.ts';
import { deviceKey } from '../lifecycle/device.ts';
import { lookAtIdentities, type Sightings } from '../lifecycle/observeAutopilot.ts';
import type { Policy } from '../policy/policy.ts';
import { autopilotProfileNames, expectedAutopilotProfile, findProfile, readTag } from '../policy/tags.ts';
import type { AutopilotIdentity } from '../ports/autopilot.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import { isBeingRemoved } from '../removal/isBeingRemoved.ts';
import { discoveredDevice, isLeftOver } from './discoveredDevice.ts';
import { missingProfiles } from './missingProfiles.ts';

/** What an hourly look at Autopilot found. */
export interface Discovery {
  /** Devices that somebody else uploaded. */
  discovered: number;
  /** Known devices that are not as they were, to be looked at closely. */
  doubtful: number;
  batches: Set<string>;
  errors: unknown[];
}

/** What the lists said of each identity, by id: the profile it is assigned to, or nothing. */
type Assigned = Map<string, string>;

/**
 * Step 4 of the automatic workflow: whatever carries one of our tags and is assigned to one of our Autopilot profiles, or known to Entra so
 * that it will be, is a shipped device. Those Preflight does not know yet, because a partner, an OEM or the Autopilot portal uploaded them, become Registration pending.
 *
 * @remarks The same reading of the lists shows which known devices lost their tag, their profile or their identity: each list is read
 * once an hour, whatever it is good for. What is missing is only taken for a reason to look closely. Aborted, it stops before the next
 * page, and no device is missing from lists that were not read to their end.
 */
export async function discover(ports: ConcludePorts, policy: Policy, signal?: AbortSignal): Promise<Discovery> {
  const found: Discovery = { discovered: 0, doubtful: 0, batches: new Set(), errors: [] };
  const profiles = await ports.autopilot.profiles();
  await missingProfiles(profiles, ports, policy);
  const names = new Set(autopilotProfileNames(policy));
  const assigned: Assigned = new Map();
  for (const { id, displayName } of profiles) {
    if (!names.has(displayName)) continue;
    for await (const page of ports.autopilot.assignedDevices(id)) {
      if (signal?.aborted === true) return found;
      for (const identity of page) assigned.set(identity.id, displayName);
    }
  }
  const seen = new Set<string>();
  const successors: Sighting[] = [];
  let hasGaps = false;
  const noteGap = () => {
    hasGaps = true;
  };
  for await (const page of ports.autopilot.everyIdentity(noteGap)) {
    if (signal?.aborted === true) return found;
    for (const { id } of page) seen.add(id);
    successors.push(...(await noteIdentities(page, assigned, ports, policy, found)));
  }
  if (signal?.aborted === true) return found;
  // Two identities of one device are a matter for Autopilot; one whose old identity is gone was registered anew.
  const isAlone = ({ device: { autopilotId } }: Sighting) =>
    autopilotId === undefined || (!hasGaps && !seen.has(autopilotId));
  await draw(successors.filter(isAlone), ports, policy, found);
  await lookForMissing(seen, ports, policy, found);
  await doubtStanding(seen, assigned, ports, policy, found);
  if (found.discovered > 0) ports.log.info({ discovered: found.discovered }, 'devices were discovered');
  return found;
}

/** Begins to follow a device that nobody registered here, or that was removed and is back. `found` counts it. */
export async function follow(
  identity: AutopilotIdentity,
  removed: Device | undefined,
  { store, clock }: Pick<ConcludePorts, 'store' | 'clock'>,
  policy: Policy,
  found: Pick<Discovery, 'discovered'>,
): Promise<void> {
  const now = clock.now();
  if (!isIdentified(identity) || (removed !== undefined && isLeftOver(identity, removed, now))) return;
  const device = discoveredDevice(identity, removed, policy, now);
  if (device === undefined) return;
  const stored = removed === undefined ? await store.create('devices', device) : await store.replace('devices', device);
  if (stored !== undefined) found.discovered += 1;
}

/** Without either there is no telling whether it is a device that is known already: it would be followed twice. */
function isIdentified({ manufacturer, serialNumber }: AutopilotIdentity): boolean {
  return manufacturer.trim() !== '' && serialNumber.trim() !== '';
}

/**
 * Whether its tag alone makes it ours. Those whose tag looks like ours but cannot be used are assigned to no profile, so that nobody would
 * ever hear of them. Of the others a notification tells when Entra knows them, which may be long before they are assigned.
 */
function isMarked({ groupTag, entraDeviceId }: AutopilotIdentity, policy: Policy): boolean {
  const { kind } = readTag(policy, groupTag);
  return kind === 'unsupported' || (kind === 'ours' && entraDeviceId !== undefined);
}

/**
 * Every identity of the tenant. Those assigned to one of our profiles are shipped, and those that only carry one of our tags will be. Those of known devices show whether tag and hardware are as they should be.
 */
async function noteIdentities(
  page: readonly AutopilotIdentity[],
  assigned: Assigned,
  ports: ConcludePorts,
  policy: Policy,
  found: Discovery,
): Promise<Sighting[]> {
  const { store, clock } = ports;
  const sightings: Sighting[] = [];
  const successors: Sighting[] = [];
  for (const identity of page) {
    const isShipped = assigned.has(identity.id);
    let known = await knownAs(identity, store);
    if (known === undefined || known.status === 'removed') {
      if (isShipped || isMarked(identity, policy)) await follow(identity, known, ports, policy, found);
      continue;
    }
    if (isShipped && known.shippedSince === undefined)
      known = (await store.replace('devices', { ...known, shippedSince: clock.now() })) ?? known;
    if (!isGlimpsed(known)) continue;
    const isOwn = known.autopilotId === identity.id;
    (isOwn || known.status === 'failed' ? sightings : successors).push({ device: known, seen: { identity } });
  }
  await draw(sightings, ports, policy, found);
  return successors;
}

/** By manufacturer and serial number, or by the identity where its manufacturer is spelt otherwise than in the hardware hash. */
export async function knownAs(identity: AutopilotIdentity, store: ConcludePorts['store']): Promise<Device | undefined> {
  const known = await store.get('devices', keyOf(identity));
  if (known !== undefined) return known;
  const { items } = await store.query('devices', { equals: { autopilotId: identity.id }, limit: 1 });
  return items[0];
}

async function draw(
  sightings: readonly Sighting[],
  ports: ConcludePorts,
  policy: Policy,
  found: Discovery,
): Promise<void> {
  const { faults } = await conclude(sightings, ports, policy, { written: 0, batches: found.batches, faults: [] });
  found.errors.push(...faults.map(({ error }) => error));
}

/** Devices that wait for their import or for Entra look for their identity themselves, on their own schedule. */
function isGlimpsed(device: Device): boolean {
  if (isBeingRemoved(device)) return false;
  return device.status !== 'pending' || isPlaced(device);
}

function isPlaced({ step }: Device): boolean {
  return step === 'linked' || step === 'grouped' || step === 'assigned';
}

/** Devices on their way whose identity the list did not show would wait for ever for what hangs on it: they are looked for one by one. */
async function lookForMissing(
  seen: ReadonlySet<string>,
  ports: ConcludePorts,
  policy: Policy,
  found: Discovery,
): Promise<void> {
  let missing: Device[] = [];
  const look = async () => {
    const sightings: Sightings = new Map();
    await lookAtIdentities(missing, sightings, ports, 'asked');
    await draw(
      missing
        .map((device) => ({ device, seen: sightings.get(device.id) ?? {} }))
        .filter(({ seen: { identity } }) => identity !== undefined),
      ports,
      policy,
      found,
    );
    missing = [];
  };
  for await (const device of everyRecord(ports.store, 'devices', { equals: { status: 'pending' } })) {
    if (!isPlaced(device) || isBeingRemoved(device) || seen.has(device.autopilotId ?? '')) continue;
    missing.push(device);
    if (missing.length >= 500) await look();
  }
  if (missing.length > 0) await look();
}

/** Registered devices whose identity or profile no list showed are looked at closely. */
async function doubtStanding(
  seen: ReadonlySet<string>,
  assigned: Assigned,
  { store, clock }: ConcludePorts,
  policy: Policy,
  found: Discovery,
): Promise<void> {
  const now = clock.now();
  for (const status of ['ready', 'active', 'inactive'] as const) {
    for await (const device of everyRecord(store, 'devices', { equals: { status } })) {
      const { autopilotId = '', dueAt, problem } = device;
      if (isBeingRemoved(device) || (dueAt !== undefined && dueAt <= now)) continue;
      const expected = expectedOf(device, policy);
      const lost = !seen.has(autopilotId) && problem?.code !== 'left-autopilot';
      const unassigned = status === 'ready' && assigned.get(autopilotId) !== expected;
      // Without its profile there is only that to say, once.
      const doubtful = expected === undefined ? problem?.code !== 'profile-unknown' : lost || unassigned;
      if (!doubtful) continue;
      if ((await store.replace('devices', { ...device, dueAt: now })) !== undefined) found.doubtful += 1;
    }
  }
}

function expectedOf({ profile: id, sharedMode }: Device, policy: Policy): string | undefined {
  const profile = findProfile(policy, id);
  return profile === undefined ? undefined : expectedAutopilotProfile(policy, profile, sharedMode);
}

function keyOf({ manufacturer, serialNumber }: AutopilotIdentity): string {
  return deviceKey(manufacturer, serialNumber);
}

import type { Policy } from '../policy/policy.ts';
import { autopilotProfileNames, expectedAutopilotProfile, findProfile } from '../policy/tags.ts';
import type { EntraDevice } from '../ports/directory.ts';
import type { Ports } from '../ports/ports.ts';
import { isBeingRemoved } from '../removal/isBeingRemoved.ts';
import { observeRemovals } from '../removal/observeRemovals.ts';
import { type Device, foldSerial } from './device.ts';
import { lookAtIdentities, lookAtImports, lookForIdentities, type Sightings, see } from './observeAutopilot.ts';
import { groupsToLookAt, ourGroups, policyProfile, wantedGroups } from './wanted.ts';

type World = Pick<Ports, 'autopilot' | 'directory' | 'intune'>;

/** What a bulk look found out, and which devices it could not look at. */
export interface Look {
  /** By device key. */
  observations: Sightings;
  failures: { devices: Device[]; error: unknown }[];
}

/**
 * Looks at a set of devices, each in what its step waits for. The cost is a few requests for the whole set, not a few for each device.
 * A service that fails leaves its devices unlooked at and the others unharmed.
 */
export async function observe(devices: readonly Device[], world: World, policy: Policy): Promise<Look> {
  const observations: Sightings = new Map(devices.map((device) => [device.id, {}]));
  const failures: Look['failures'] = [];
  // Without its profile nobody knows what a device waits for; `decide` says so.
  const staying = devices.filter((device) => !isBeingRemoved(device));
  const known = staying.filter(({ profile }) => findProfile(policy, profile) !== undefined);
  const pending = (step: Device['step']) =>
    known.filter((device) => device.status === 'pending' && device.step === step);
  const looks: [Device[], (part: Device[]) => Promise<void>][] = [
    [pending('accepted'), (part) => lookForIdentities(part, observations, world)],
    [staying.filter(({ status }) => status === 'failed'), (part) => lookForIdentities(part, observations, world)],
    [pending('importing'), (part) => lookAtImports(part, observations, world)],
    [pending('imported'), (part) => lookAtImported(part, observations, world)],
    [pending('linked'), (part) => lookAtMemberships(part, observations, world, groupsOf(part, policy))],
    [[...pending('grouped'), ...pending('assigned')], (part) => lookAtAssignments(part, observations, world, policy)],
    [
      staying.filter(({ status }) => status === 'ready' || status === 'active' || status === 'inactive'),
      (part) => lookAtStanding(part, observations, world, policy),
    ],
    [devices.filter(isBeingRemoved), (part) => lookAtRemovals(part, observations, world, policy)],
  ];
  for (const [part, look] of looks) {
    if (part.length === 0) continue;
    try {
      await look(part);
    } catch (error) {
      failures.push({ devices: part, error });
    }
  }
  return { observations, failures };
}

async function lookAtImported(devices: Device[], observations: Sightings, world: World): Promise<void> {
  await lookAtIdentities(devices, observations, world);
  await lookAtEntra(devices, observations, world);
}

async function lookAtEntra(devices: Device[], observations: Sightings, { directory }: World): Promise<void> {
  const linked = devices.flatMap((device) => {
    const identity = observations.get(device.id)?.identity;
    const deviceId = identity === 'absent' ? undefined : identity?.entraDeviceId;
    return deviceId === undefined ? [] : [{ device, deviceId }];
  });
  if (linked.length === 0) return;
  const deviceIds = linked.map(({ deviceId }) => deviceId);
  const entraDevices = await directory.devices(deviceIds, [...new Set(linked.map(({ device }) => device.groupTag))]);
  for (const { device, deviceId } of linked) {
    const entraDevice = entraDevices.get(deviceId) ?? 'absent';
    if (entraDevice !== 'unread') see(observations, device, { entraDevice });
  }
}

async function lookAtMemberships(
  devices: Device[],
  observations: Sightings,
  { directory }: World,
  names: readonly string[],
  expectedOf?: (device: Device) => readonly string[],
): Promise<void> {
  const groupIds = await directory.groupIds(names);
  const objectIds = devices.flatMap(({ entraObjectId }) => entraObjectId ?? []);
  const expected =
    expectedOf === undefined
      ? undefined
      : new Map(
          devices.map((device) => [
            device.entraObjectId ?? '',
            expectedOf(device).flatMap((name) => groupIds.get(name) ?? []),
          ]),
        );
  const memberships = await directory.memberships(objectIds, [...groupIds.values()], expected);
  const inNone = devices.filter((device) => memberships.get(device.entraObjectId ?? '')?.size === 0);
  const objects = await lookForObjects(inNone.filter(mayBeGone), directory);
  const nameOf = new Map([...groupIds].map(([name, id]) => [id, name]));
  const missingGroups = new Set(names.filter((name) => !groupIds.has(name)));
  for (const device of devices) {
    const groups = memberships.get(device.entraObjectId ?? '');
    const entraDevice = objects.get(device.id);
    // Whether it was taken out or is gone cannot be told.
    if (groups === undefined || entraDevice === 'unread') continue;
    see(observations, device, {
      ...(entraDevice === undefined ? {} : { entraDevice }),
      memberships: new Set([...groups].flatMap((id) => nameOf.get(id) ?? [])),
      missingGroups,
    });
  }
}

/** Whether a device that is in none of its groups may have lost its Entra object: what was just put into groups shows there a little later. */
function mayBeGone({ status, looks, entraAbsentSince }: Device): boolean {
  return entraAbsentSince !== undefined || status !== 'pending' || looks >= 2;
}

/** The Entra objects of these devices by device key; one that no list shows is asked for by itself. */
async function lookForObjects(
  devices: readonly Device[],
  directory: World['directory'],
): Promise<Map<string, EntraDevice | 'absent' | 'unread'>> {
  const known = devices.flatMap(({ id, entraDeviceId }) =>
    entraDeviceId === undefined ? [] : [{ id, entraDeviceId: entraDeviceId.toLowerCase() }],
  );
  if (known.length === 0) return new Map();
  const found = await directory.devices(
    known.map(({ entraDeviceId }) => entraDeviceId),
    [...new Set(devices.map(({ groupTag }) => groupTag))],
  );
  return new Map(known.map(({ id, entraDeviceId }) => [id, found.get(entraDeviceId) ?? 'absent']));
}

async function lookAtAssignments(
  devices: Device[],
  observations: Sightings,
  world: World,
  policy: Policy,
): Promise<void> {
  const ids = devices.flatMap(({ autopilotId }) => autopilotId ?? []);
  const expectedNames = new Set(devices.map((device) => expectedProfileOf(device, policy)));
  // The profiles that devices should not be in are read only when it takes long: a wrong one is a mistake of a person, not a race.
  const all = devices.some(({ looks }) => looks > 6 && looks % 3 === 2);
  const names = all ? autopilotProfileNames(policy) : [...expectedNames];
  const assignments = await world.autopilot.assignments(ids, names);
  // Longer than any assignment takes: something else may be wrong.
  const late = devices.filter(
    ({ looks, entraAbsentSince }) => entraAbsentSince !== undefined || (looks > 9 && looks % 3 === 2),
  );
  for (const [id, entraDevice] of await lookForObjects(late, world.directory)) {
    const device = late.find((each) => each.id === id);
    if (device !== undefined && entraDevice !== 'unread') see(observations, device, { entraDevice });
  }
  const expected: Device[] = [];
  for (const device of devices) {
    const assignment = assignments.get(device.autopilotId ?? '') ?? 'absent';
    if (assignment === 'unread') continue;
    see(observations, device, { assignment });
    if (assignment !== 'absent' && assignment.profile === expectedProfileOf(device, policy)) expected.push(device);
  }
  if (expected.length === 0) return;
  await lookAtMemberships(expected, observations, world, ourGroups(policy));
  await lookAtIntune(expected, observations, world);
}

function groupsOf(devices: readonly Device[], policy: Policy): string[] {
  return [...new Set(devices.flatMap((device) => groupsToLookAt(device, policy)))];
}

function expectedProfileOf(device: Device, policy: Policy): string {
  return expectedAutopilotProfile(policy, policyProfile(policy, device), device.sharedMode);
}

/** A device that was ready: whether it still is, and whether it is in use. A list that does not show it is only a reason to ask for it. */
async function lookAtStanding(devices: Device[], observations: Sightings, world: World, policy: Policy): Promise<void> {
  await lookAtUse(devices, observations, world);
  await lookAtIdentities(devices, observations, world, 'asked');
  const expectedOf = (device: Device) => (findProfile(policy, device.profile) ? wantedGroups(device, policy) : []);
  await lookAtMemberships(devices, observations, world, ourGroups(policy), expectedOf);
  const ready = devices.filter(({ status }) => status === 'ready');
  if (ready.length === 0) return;
  const ids = ready.flatMap(({ autopilotId }) => autopilotId ?? []);
  const assignments = await world.autopilot.assignments(ids, autopilotProfileNames(policy), 'asked');
  for (const device of ready) {
    const assignment = assignments.get(device.autopilotId ?? '') ?? 'absent';
    if (assignment !== 'unread') see(observations, device, { assignment });
  }
}

/** By Entra id; what that does not find, by serial number: hybrid join gives a device a second Entra object. */
async function lookAtUse(devices: Device[], observations: Sightings, world: World): Promise<void> {
  const ids = devices.flatMap(({ entraDeviceId }) => entraDeviceId ?? []);
  const since = Math.min(...devices.map(({ registeredAt }) => registeredAt));
  const managed = await world.intune.managedDevices(ids, since);
  const missing: Device[] = [];
  for (const device of devices) {
    const managedDevice = managed.get(device.entraDeviceId ?? '');
    if (managedDevice === undefined) missing.push(device);
    else if (managedDevice !== 'unread') see(observations, device, { managedDevices: [managedDevice] });
  }
  if (missing.length > 0) await lookAtIntune(missing, observations, world);
}

/** Every Intune record with the serial number of a device: it may be in use already, or one may be left over. */
async function lookAtIntune(devices: Device[], observations: Sightings, { intune }: World): Promise<void> {
  const records = await intune.managedDevicesBySerialNumber(devices.map(({ serialNumber }) => serialNumber));
  for (const device of devices) {
    const managedDevices = records.get(foldSerial(device.serialNumber));
    if (managedDevices !== undefined && managedDevices !== 'unread') see(observations, device, { managedDevices });
  }
}

async function lookAtRemovals(devices: Device[], observations: Sightings, world: World, policy: Policy): Promise<void> {
  const seen = await observeRemovals(devices, world, policy);
  for (const device of devices) {
    const remains = seen.get(device.id);
    if (remains !== undefined) see(observations, device, { remains });
  }
}

import { type Device, deviceKey } from '../lifecycle/device.ts';
import { ourGroups } from '../lifecycle/wanted.ts';
import type { Policy } from '../policy/policy.ts';
import type { AutopilotIdentity } from '../ports/autopilot.ts';
import type { ManagedDevice } from '../ports/intune.ts';
import type { Ports } from '../ports/ports.ts';
import type { Remains } from './remains.ts';

type World = Pick<Ports, 'autopilot' | 'directory' | 'intune'>;
type Found = { device: Device; remains: Remains };

/** Looks at what is left of devices that are being removed, by device key. Those of which something could not be read have no entry. */
export async function observeRemovals(
  devices: readonly Device[],
  world: World,
  policy: Policy,
): Promise<Map<string, Remains>> {
  const identities = await readIdentities(devices, world);
  const known = devices.filter(({ id }) => identities.has(id));
  const deviceIds = (device: Device) => entraDeviceIds(device, identities.get(device.id));
  const records = await world.intune.managedRecords(known.flatMap(deviceIds));
  const found = known.flatMap((device): Found[] => {
    const read = deviceIds(device).map((id) => records.get(id));
    if (read.includes('unread')) return [];
    const own = read.flatMap((rows) => (rows === undefined || rows === 'unread' ? [] : rows));
    const managedDeviceIds = own.filter((row) => isRecordOf(row, device)).map(({ id }) => id);
    const identity = identities.get(device.id) ?? 'absent';
    return [{ device, remains: { managedDeviceIds, identity, entraObjectId: device.entraObjectId, groups: [] } }];
  });
  return new Map((await withGroups(found, world, policy)).map(({ device, remains }) => [device.id, remains]));
}

/** By the id it was known by, then by serial number: an identity that was made anew must go too. Nothing is taken for gone because a list does not show it. */
async function readIdentities(
  devices: readonly Device[],
  { autopilot }: World,
): Promise<Map<string, AutopilotIdentity | 'absent'>> {
  const ids = devices.flatMap(({ autopilotId }) => autopilotId ?? []);
  const byId =
    ids.length > 0 ? await autopilot.identities(ids, 'asked') : new Map<string, AutopilotIdentity | 'unread'>();
  const read = new Map<string, AutopilotIdentity | 'absent'>();
  const missing: Device[] = [];
  for (const device of devices) {
    const identity = byId.get(device.autopilotId ?? '');
    if (identity === undefined) missing.push(device);
    else if (identity !== 'unread') read.set(device.id, identity);
  }
  if (missing.length === 0) return read;
  const bySerial = await autopilot.surelyBySerialNumber(missing.map(({ serialNumber }) => serialNumber));
  for (const device of missing) {
    const candidates = bySerial.get(device.serialNumber) ?? 'unread';
    if (candidates === 'unread') continue;
    // A serial number alone may belong to another manufacturer's device.
    const own = candidates.find(
      ({ manufacturer, serialNumber }) => deviceKey(manufacturer, serialNumber) === device.id,
    );
    read.set(device.id, own ?? 'absent');
  }
  return read;
}

function entraDeviceIds(device: Device, identity: AutopilotIdentity | 'absent' | undefined): string[] {
  const current = identity === 'absent' ? undefined : identity?.entraDeviceId;
  return [...new Set([device.entraDeviceId, current].flatMap((id) => id?.toLowerCase() ?? []))];
}

/** Asked for by Entra deviceId; a record with another serial number is some other device, and is never touched. */
function isRecordOf(record: ManagedDevice, device: Device): boolean {
  const fold = (text: string) => text.trim().toUpperCase();
  return record.serialNumber === '' || fold(record.serialNumber) === fold(device.serialNumber);
}

async function withGroups(found: Found[], world: World, policy: Policy): Promise<Found[]> {
  const isBare = ({ remains }: Found) => remains.managedDeviceIds.length === 0 && remains.identity === 'absent';
  const bare = await withObjectIds(found.filter(isBare), world);
  const others = found.filter((each) => !isBare(each));
  if (bare.length === 0) return others;
  const groupIds = await world.directory.groupIds(ourGroups(policy));
  const objectIds = bare.flatMap(({ remains }) => remains.entraObjectId ?? []);
  const all = [...groupIds.values()];
  const memberships = await world.directory.memberships(objectIds, all, new Map(objectIds.map((id) => [id, all])));
  const grouped = bare.flatMap(({ device, remains }): Found[] => {
    if (remains.entraObjectId === undefined) return [{ device, remains }];
    const member = memberships.get(remains.entraObjectId);
    if (member === undefined) return [];
    const groups = [...groupIds].filter(([, id]) => member.has(id)).map(([name]) => name);
    return [{ device, remains: { ...remains, groups } }];
  });
  return [...others, ...grouped];
}

/** A registration that failed early may never have looked up its Entra object. */
async function withObjectIds(found: Found[], { directory }: World): Promise<Found[]> {
  const unknown = found.flatMap(({ device, remains }) =>
    remains.entraObjectId === undefined ? (device.entraDeviceId ?? []) : [],
  );
  if (unknown.length === 0) return found;
  const entraDevices = await directory.devices(unknown, []);
  return found.flatMap(({ device, remains }): Found[] => {
    const entraDevice = remains.entraObjectId === undefined ? entraDevices.get(device.entraDeviceId ?? '') : undefined;
    if (entraDevice === 'unread') return [];
    return [{ device, remains: { ...remains, entraObjectId: entraDevice?.objectId ?? remains.entraObjectId } }];
  });
}

import type { AutopilotIdentity } from '../ports/autopilot.ts';
import type { ManagedDevice } from '../ports/intune.ts';
import { type Device, deviceKey } from './device.ts';

/**
 * What one Intune record is to a device. `inUse`: the device in somebody's hands. `unclear`: it may be; nobody can say yet. `ending`: Intune
 * is retiring, wiping or deleting it. `leftOver`: of an earlier life, and nothing speaks for it. `foreign`: another device's.
 */
export type RecordRole = 'inUse' | 'unclear' | 'ending' | 'leftOver' | 'foreign';

/** What speaks for a record being the device's, the strongest first. */
export type RecordLink = 'identity' | 'entra' | 'serialNumber';

/** Devices in use call Intune every eight hours; one that called within a day is in use. Milliseconds. */
const calling = 24 * 3_600_000;

/** What decides about a record. All times are milliseconds since 1970 UTC. */
export interface RecordFacts {
  device: Pick<Device, 'id' | 'entraDeviceId' | 'managedDeviceId' | 'registeredAt'>;
  /** Its Autopilot identity, as far as this look saw it. */
  identity?: Pick<AutopilotIdentity, 'managedDeviceId' | 'enrolled' | 'lastContactedAt'> | undefined;
  now: number;
  /** Without contact for longer than this a record is quiet, in milliseconds. */
  quietAfter: number;
}

/**
 * What an Intune record is to a device (docs/decisions/0022-which-intune-record-is-this-device.md has the table). What Autopilot says of itself
 * comes first, then the Entra id, then serial number and manufacturer. That it was enrolled before the registration says nothing: in some
 * tenants that is the day of the registration with Autopilot, and a device that was registered while in use was enrolled before it.
 */
export function roleOfRecord(record: ManagedDevice, facts: RecordFacts): RecordRole {
  const link = linkOf(record, facts);
  if (link === undefined) return 'foreign';
  if (record.managementState !== 'managed') return 'ending';
  const { device, identity, now, quietAfter } = facts;
  const contact = heardOf(record, facts);
  if (contact >= device.registeredAt || now - contact <= calling) return 'inUse';
  const isEnrolled = identity?.enrolled === true && link !== 'serialNumber';
  if (now - contact <= quietAfter) return isEnrolled ? 'inUse' : 'unclear';
  return link === 'identity' || isEnrolled ? 'unclear' : 'leftOver';
}

/** Why a record is taken for this device's; `undefined` for another device's. */
export function linkOf(record: ManagedDevice, { device, identity }: RecordFacts): RecordLink | undefined {
  // Where this look did not see the identity, what an earlier one learned stands.
  const named = identity === undefined ? device.managedDeviceId : identity.managedDeviceId;
  if (named === record.id) return 'identity';
  if (record.entraDeviceId !== undefined && record.entraDeviceId === device.entraDeviceId) return 'entra';
  return deviceKey(record.manufacturer, record.serialNumber) === device.id ? 'serialNumber' : undefined;
}

/**
 * When the device was last heard of through this record, in milliseconds since 1970 UTC; 0 when never. Autopilot's own word counts for the
 * record that it names.
 */
export function heardOf(record: ManagedDevice, facts: RecordFacts): number {
  const synced = Math.max(record.lastSyncAt ?? 0, record.enrolledAt ?? 0);
  const { identity } = facts;
  const isNamed = identity?.enrolled === true && linkOf(record, facts) === 'identity';
  return isNamed ? Math.max(synced, identity.lastContactedAt ?? 0) : synced;
}

const strength: Readonly<Record<RecordLink, number>> = { identity: 2, entra: 1, serialNumber: 0 };

/** The record that is the device in its user's hands: of several the one that is linked best, then the one heard of last. */
export function recordInUse(records: readonly ManagedDevice[], facts: RecordFacts): ManagedDevice | undefined {
  const weight = (record: ManagedDevice) => strength[linkOf(record, facts) ?? 'serialNumber'];
  return records
    .filter((record) => roleOfRecord(record, facts) === 'inUse')
    .reduce<ManagedDevice | undefined>((best, record) => {
      if (best === undefined || weight(record) > weight(best)) return record;
      const isLater = heardOf(record, facts) > heardOf(best, facts);
      return weight(record) === weight(best) && isLater ? record : best;
    }, undefined);
}

/** An Intune record of a device that was there before this registration, and what it is to the device. */
export interface EarlierEnrolment {
  record: ManagedDevice;
  role: Exclude<RecordRole, 'foreign'>;
}

/** What matters most of several. */
const gravity: Readonly<Record<EarlierEnrolment['role'], number>> = { inUse: 3, unclear: 2, ending: 1, leftOver: 0 };

/**
 * What Intune has of a device from before its registration, the gravest of several; `undefined` when there is nothing, or when the device has
 * enrolled since: then nothing older stood in its way.
 */
export function earlierEnrolment(
  device: Device,
  records: readonly ManagedDevice[],
  facts: RecordFacts,
): EarlierEnrolment | undefined {
  const own = records.flatMap((record): EarlierEnrolment[] => {
    const role = roleOfRecord(record, facts);
    return role === 'foreign' ? [] : [{ record, role }];
  });
  const hasEnrolledSince = own.some(
    ({ role, record: { enrolledAt } }) =>
      role === 'inUse' && enrolledAt !== undefined && enrolledAt >= device.registeredAt,
  );
  if (hasEnrolledSince) return undefined;
  return own.sort((one, other) => gravity[other.role] - gravity[one.role])[0];
}

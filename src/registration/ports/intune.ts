import type { WriteResult } from './writeResult.ts';

/** `managedDevice`: a device that Intune manages. */
export interface ManagedDevice {
  id: string;
  deviceName: string;
  serialNumber: string;
  manufacturer: string;
  entraDeviceId: string | undefined;
  userPrincipalName: string | undefined;
  /** `managed`, `retirePending`, ... as Graph spells it. */
  managementState: string;
  /** Milliseconds since 1970 UTC. */
  enrolledAt: number | undefined;
  /** Milliseconds since 1970 UTC. */
  lastSyncAt: number | undefined;
}

/** What a managed device is called, and what may keep it from being called otherwise. */
export interface NamedDevice extends ManagedDevice {
  /** Joined to a domain too, or only registered in Entra: Intune cannot rename it (docs/sources.md, names). */
  hybridJoined: boolean;
  /** The latest `setDeviceName` it was asked for, by whomever. Milliseconds since 1970 UTC. */
  rename: { state: 'pending' | 'done' | 'failed'; startedAt: number } | undefined;
}

/** Microsoft Intune in sets. */
export interface Intune {
  /** Managed devices by Entra deviceId; devices that are not enrolled are absent. `since` (milliseconds) bounds what changed when a list is read. */
  managedDevices(entraDeviceIds: readonly string[], since: number): Promise<Map<string, ManagedDevice | 'unread'>>;
  /** All records with exactly these serial numbers, by the folded one (`foldSerial`), those of earlier lives and of other manufacturers included; a serial number without any has an empty list. */
  managedDevicesBySerialNumber(serialNumbers: readonly string[]): Promise<Map<string, ManagedDevice[] | 'unread'>>;
  /** Every record of these Entra deviceIds, older ones included; none is an empty list, `unread` where one alone could not be asked for. */
  managedRecords(entraDeviceIds: readonly string[]): Promise<Map<string, ManagedDevice[] | 'unread'>>;
  /** Asks Intune to delete managed devices, by their Intune id; how each ended. Takes a while. */
  deleteDevices(ids: readonly string[]): Promise<Map<string, WriteResult>>;
  /** Every managed device with its name, page by page. */
  namedDevices(): AsyncIterable<NamedDevice[]>;
  /** Queues new names, by Intune id; how each ended. Devices take them at their next restart. One that is gone is a `ServiceError` of kind `notFound`: nobody takes its name. */
  setNames(names: ReadonlyMap<string, string>): Promise<Map<string, WriteResult>>;
  /** Every managed device that synchronised after `since` (milliseconds), page by page; all of them when it is 0. */
  changedSince(since: number): AsyncIterable<ManagedDevice[]>;
}

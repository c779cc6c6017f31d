import { hardwareKey } from './readHash.ts';
import type { AutopilotDevice, EntraDevice } from './records.ts';
import type { World } from './world.ts';

/** What is known of a device when it is registered. */
export interface RegisteredDevice {
  serialNumber: string;
  manufacturer: string;
  model: string;
  skuNumber: string;
  family: string;
  groupTag: string;
  purchaseOrderIdentifier: string;
  userPrincipalName: string;
  /** SHA-256 of its TPM key in hex; empty where it is not known. */
  endorsementKey: string;
}

/**
 * Registers a device with Autopilot: its Entra object exists at once, its identity becomes readable a little later and
 * learns of the Entra object later still.
 */
export function register(world: World, facts: RegisteredDevice): AutopilotDevice {
  const { identity, link } = world.options.latencies;
  const device: AutopilotDevice = {
    ...facts,
    id: world.random.guid(),
    addressableUserName: '',
    displayName: '',
    visibleAt: world.now + identity,
    linkedAt: world.now + link,
    entraObjectId: '',
    entraDeviceId: '',
    managedDeviceId: undefined,
    enrollmentState: 'notContacted',
    lastContactedAt: undefined,
    unboxed: false,
    hardwareChangedAt: undefined,
    assignment: { status: 'unknown', profileId: undefined, intendedProfileId: undefined, assignedAt: undefined },
    changes: {},
    deleting: false,
  };
  const entra = createEntraDevice(world, device);
  device.entraObjectId = entra.objectId;
  device.entraDeviceId = entra.deviceId;
  world.autopilot.set(device.id, device);
  world.registered.set(hardwareKey(device), device.id);
  world.tell({ kind: 'deviceChanged', device: entra });
  return device;
}

/** The stub Autopilot leaves in Entra: named after the serial number until the device joins. */
function createEntraDevice(world: World, device: AutopilotDevice): EntraDevice {
  const entra: EntraDevice = {
    objectId: world.random.guid(),
    deviceId: world.random.guid(),
    displayName: device.serialNumber,
    physicalIds: physicalIds(world, device),
    manufacturer: device.manufacturer,
    model: device.model,
    createdAt: world.now,
    joinedAt: undefined,
    managed: false,
    hybrid: false,
    lastSignInAt: undefined,
    autopilotId: device.id,
  };
  world.devices.set(entra.objectId, entra);
  world.objectIds.set(entra.deviceId, entra.objectId);
  return entra;
}

function physicalIds(world: World, device: AutopilotDevice): string[] {
  return [
    `[HWID]:h:${world.random.digits(16)}`,
    `[ZTDID]:${device.id}`,
    ...(device.purchaseOrderIdentifier === '' ? [] : [`[PurchaseOrderId]:${device.purchaseOrderIdentifier}`]),
    ...(device.groupTag === '' ? [] : [`[OrderID]:${device.groupTag}`]),
  ];
}

/** Shows changed properties on the identity and passes a new group tag on to the Entra object. */
export function applyChanges(world: World, device: AutopilotDevice): void {
  Object.assign(device, device.changes);
  device.changes = {};
  const entra = world.devices.get(device.entraObjectId);
  if (entra === undefined) return;
  const order = device.groupTag === '' ? [] : [`[OrderID]:${device.groupTag}`];
  entra.physicalIds = [...entra.physicalIds.filter((id) => !id.startsWith('[OrderID]:')), ...order];
  world.tell({ kind: 'deviceChanged', device: entra });
}

/** Compares a device's TPM key with the registered one: another one means another main board, which only a new registration settles. */
export function noticeHardware(world: World, device: AutopilotDevice, endorsementKey: string): void {
  if (device.endorsementKey === '' || endorsementKey === '' || device.endorsementKey === endorsementKey) return;
  device.hardwareChangedAt ??= world.now;
}

/** Deregisters a device; the identity stays readable until the service is through. */
export function deregister(world: World, device: AutopilotDevice): void {
  if (device.deleting) return;
  device.deleting = true;
  world.after(world.options.latencies.deletion, () => finishDeletion(world, device));
}

/** The identity is gone. The Entra object stays, without what made it an Autopilot device, so that dynamic groups drop it. */
export function finishDeletion(world: World, device: AutopilotDevice): void {
  if (!world.autopilot.delete(device.id)) return;
  if (world.registered.get(hardwareKey(device)) === device.id) world.registered.delete(hardwareKey(device));
  const entra = world.devices.get(device.entraObjectId);
  if (entra === undefined) return;
  entra.autopilotId = undefined;
  entra.physicalIds = entra.physicalIds.filter((id) => !/^\[(ZTDID|OrderID|PurchaseOrderId)\]:/.test(id));
  world.tell({ kind: 'deviceChanged', device: entra });
}

import { z } from 'zod/v4';
import { checkInSoon, isHybrid, lastCheckIn } from '../tenant/checkIn.ts';
import { orderName } from '../tenant/deviceNames.ts';
import { unenrol } from '../tenant/enrolment.ts';
import { isDeviceName } from '../tenant/nameTemplate.ts';
import type { ManagedDevice } from '../tenant/records.ts';
import type { World } from '../tenant/world.ts';
import type { Version } from './answer.ts';
import { type Answer, intuneDate, intuneFailure, unknownIntuneObject } from './answer.ts';
import { entityAnswer, entityOptions, listOptions, pageOf, select } from './collection.ts';
import { effectiveFilter } from './managedDeviceFilter.ts';
import { type Entity, matches } from './matches.ts';
import { readBody } from './readBody.ts';
import { betaOnly, everywhere, parameter, type Route, type RoutedRequest } from './route.ts';

const path = '/deviceManagement/managedDevices';
const onePath = `${path}/{managedDevice-id}`;
const context = 'deviceManagement/managedDevices';
const readers = ['DeviceManagementManagedDevices.Read.All', 'DeviceManagementManagedDevices.ReadWrite.All'];
const writers = ['DeviceManagementManagedDevices.ReadWrite.All'];
const actors = ['DeviceManagementManagedDevices.PrivilegedOperations.All'];
const cannotRename = 'An error has occurred';
const nameBody = z.strictObject({ deviceName: z.string() });

/** Devices that Intune manages. */
export const managedDeviceRoutes: readonly Route[] = [
  { method: 'GET', path, versions: everywhere, permissions: readers, query: listOptions, answer: list },
  { method: 'GET', path: onePath, versions: everywhere, permissions: readers, query: entityOptions, answer: get },
  { method: 'DELETE', path: onePath, versions: everywhere, permissions: writers, answer: remove },
  { method: 'POST', path: `${onePath}/syncDevice`, versions: everywhere, permissions: actors, answer: syncDevice },
  { method: 'POST', path: `${onePath}/setDeviceName`, versions: betaOnly, permissions: actors, answer: setDeviceName },
];

function list(request: RoutedRequest): Answer {
  const { world, version, query, limits } = request;
  const filter = effectiveFilter(query.get('$filter'), query.has('$count'));
  const devices = [...world.managed.values()]
    .map((device) => listed(world, render(world, device, version)))
    .filter((entity) => filter === undefined || matches(entity, filter));
  return pageOf(request, context, devices, (entity) => select(request, entity), {
    page: limits.intunePage,
    longest: limits.intunePage,
  });
}

function get(request: RoutedRequest): Answer {
  return entityAnswer(request, context, select(request, render(request.world, find(request), request.version)));
}

function remove(request: RoutedRequest): Answer {
  unenrol(request.world, find(request));
  return { status: 204 };
}

function syncDevice(request: RoutedRequest): Answer {
  checkInSoon(request.world, find(request));
  return { status: 204 };
}

/**
 * Queues the name; the device hears it at its next check-in and takes it at its next restart. What Intune does for hybrid joined devices is not known
 * (`hybridRename`); a refusal carries the words it has for devices it cannot rename.
 */
function setDeviceName(request: RoutedRequest): Answer {
  const device = find(request);
  const { deviceName } = readBody(request, nameBody, 'microsoft.graph.managedDevice');
  if (!isDeviceName(deviceName)) {
    throw intuneFailure(400, 'BadRequest', `The device name '${deviceName}' is not valid.`);
  }
  const { world } = request;
  const refusal = world.nameRefusals.get(device.serialNumber.toLowerCase());
  if (refusal !== undefined) throw intuneFailure(refusal.status, refusal.code, refusal.message ?? cannotRename);
  if (world.options.hybridRename === 'refused' && isHybrid(world, device)) {
    throw intuneFailure(400, 'BadRequest', cannotRename);
  }
  orderName(world, device, deviceName);
  return { status: 204 };
}

function find(request: RoutedRequest): ManagedDevice {
  const device = request.world.managed.get(parameter(request, 'managedDevice-id').toLowerCase());
  if (device === undefined) throw unknownIntuneObject();
  return device;
}

/**
 * As lists show a device: people find `deviceActionResults` empty there and filled for a single device, e.g. in
 * https://github.com/microsoft/Intune-PowerShell-SDK/issues/60 and https://github.com/microsoftgraph/powershell-intune-samples/issues/252.
 */
function listed(world: World, device: Entity): Entity {
  return world.options.listedActions ? device : { ...device, deviceActionResults: [] };
}

function render(world: World, device: ManagedDevice, version: Version): Entity {
  const shared = {
    id: device.id,
    userId: device.userId,
    deviceName: device.deviceName,
    managedDeviceOwnerType: 'company',
    enrolledDateTime: intuneDate(device.enrolledAt),
    lastSyncDateTime: intuneDate(lastCheckIn(world, device)),
    operatingSystem: 'Windows',
    complianceState: 'compliant',
    jailBroken: 'Unknown',
    managementAgent: 'mdm',
    osVersion: '10.0.26100.4349',
    easActivated: false,
    azureADRegistered: true,
    deviceEnrollmentType: device.userId === '' ? 'windowsBulkAzureDomainJoin' : 'windowsAzureADJoin',
    emailAddress: device.userPrincipalName,
    azureADDeviceId: device.entraDeviceId,
    deviceRegistrationState: 'registered',
    deviceCategoryDisplayName: '',
    isSupervised: false,
    isEncrypted: true,
    userPrincipalName: device.userPrincipalName,
    model: device.model,
    manufacturer: device.manufacturer,
    serialNumber: device.serialNumber,
    userDisplayName: device.userDisplayName,
    managedDeviceName: `${device.userDisplayName.replaceAll(' ', '')}_Windows_${intuneDate(device.enrolledAt)}`,
    enrollmentProfileName: device.enrollmentProfileName,
    managementState: device.managementState,
    deviceActionResults: device.actions.map((action) => ({
      actionName: action.name,
      actionState: action.state,
      startDateTime: intuneDate(action.startedAt),
      lastUpdatedDateTime: intuneDate(action.updatedAt),
    })),
  };
  const joinType = isHybrid(world, device) ? 'hybridAzureADJoined' : 'azureADJoined';
  return version === 'v1.0' ? shared : { ...shared, autopilotEnrolled: true, joinType };
}

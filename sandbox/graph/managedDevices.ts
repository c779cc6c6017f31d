import { z } from 'zod/v4';
import { checkInSoon, lastCheckIn, rename, unenrol } from '../tenant/enrolment.ts';
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
    .map((device) => render(world, device, version))
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

/** Queues the name; it is taken at the device's next check-in and restart. */
function setDeviceName(request: RoutedRequest): Answer {
  const device = find(request);
  const { deviceName } = readBody(request, nameBody, 'microsoft.graph.managedDevice');
  if (!/^[A-Za-z0-9-]{1,15}$/.test(deviceName) || /^\d+$/.test(deviceName)) {
    throw intuneFailure(400, 'BadRequest', `The device name '${deviceName}' is not valid.`);
  }
  rename(request.world, device, deviceName);
  return { status: 204 };
}

function find(request: RoutedRequest): ManagedDevice {
  const device = request.world.managed.get(parameter(request, 'managedDevice-id').toLowerCase());
  if (device === undefined) throw unknownIntuneObject();
  return device;
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
  return version === 'v1.0' ? shared : { ...shared, autopilotEnrolled: true, joinType: 'azureADJoined' };
}

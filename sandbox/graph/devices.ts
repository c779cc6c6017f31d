import type { EntraDevice } from '../tenant/records.ts';
import { type Answer, unknownObject } from './answer.ts';
import { checkMemberGroups, memberOf } from './checkMemberGroups.ts';
import { entityAnswer, entityOptions, listOptions, select } from './collection.ts';
import { directoryPage, type Filterable } from './directoryList.ts';
import { renderDevice } from './renderDirectory.ts';
import { everywhere, parameter, type Route, type RoutedRequest } from './route.ts';

const readers = ['Device.Read.All', 'Device.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'];
const shared = { versions: everywhere, permissions: readers } as const;
const byId = '/devices/{device-id}';

const filterable: readonly Filterable[] = [
  { path: 'deviceId', operators: ['eq', 'in'] },
  { path: 'id', operators: ['in'] },
  { path: 'displayName', operators: ['eq', 'startswith', 'in'] },
  { path: 'physicalIds', operators: ['any'], advanced: true },
];

/** Entra devices; the sandbox has no `delta` of them. */
export const deviceRoutes: readonly Route[] = [
  { ...shared, method: 'GET', path: '/devices', query: listOptions, answer: list },
  { ...shared, method: 'GET', path: byId, query: entityOptions, answer: get },
  { ...shared, method: 'GET', path: "/devices(deviceId='{deviceId}')", query: entityOptions, answer: getByDeviceId },
  {
    ...shared,
    method: 'POST',
    path: `${byId}/checkMemberGroups`,
    answer: (request) => checkMemberGroups(request, find(request).objectId),
  },
  {
    ...shared,
    method: 'GET',
    path: `${byId}/memberOf`,
    query: listOptions,
    answer: (request) => memberOf(request, find(request).objectId, false),
  },
];

function list(request: RoutedRequest): Answer {
  return directoryPage(request, 'devices', [...request.world.devices.values()], filterable, renderDevice);
}

function get(request: RoutedRequest): Answer {
  return entityAnswer(request, 'devices', select(request, renderDevice(find(request))));
}

/** The alternate key: the deviceId that Autopilot and Intune know, not the object id. */
function getByDeviceId(request: RoutedRequest): Answer {
  const deviceId = parameter(request, 'deviceId').toLowerCase();
  const device = request.world.devices.get(request.world.objectIds.get(deviceId) ?? '');
  if (device === undefined) throw unknownObject(deviceId);
  return entityAnswer(request, 'devices', select(request, renderDevice(device)));
}

function find(request: RoutedRequest): EntraDevice {
  const id = parameter(request, 'device-id');
  const device = request.world.devices.get(id.toLowerCase());
  if (device === undefined) throw unknownObject(id);
  return device;
}

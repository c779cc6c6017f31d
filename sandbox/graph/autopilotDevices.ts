import { z } from 'zod/v4';
import { changeDevice } from '../tenant/autopilotSync.ts';
import type { AutopilotDevice } from '../tenant/records.ts';
import { deregister } from '../tenant/registration.ts';
import { type Answer, GraphFailure, intuneFailure, unknownIntuneObject } from './answer.ts';
import { entityAnswer, entityOptions, listOptions, pageOf } from './collection.ts';
import { parseFilter } from './filter.ts';
import type { Entity } from './matches.ts';
import { readBody } from './readBody.ts';
import { renderIdentity, renderProfile } from './renderAutopilot.ts';
import { everywhere, parameter, type Route, type RoutedRequest } from './route.ts';

const path = '/deviceManagement/windowsAutopilotDeviceIdentities';
const idName = 'windowsAutopilotDeviceIdentity-id';
const onePath = `${path}/{${idName}}`;
const context = 'deviceManagement/windowsAutopilotDeviceIdentities';
const typeName = 'microsoft.graph.windowsAutopilotDeviceIdentity';
const readers = ['DeviceManagementServiceConfig.Read.All', 'DeviceManagementServiceConfig.ReadWrite.All'];
const writers = ['DeviceManagementServiceConfig.ReadWrite.All'];

const change = z.string().nullish();
const userBody = z.strictObject({ userPrincipalName: change, addressableUserName: change });
const propertiesBody = z.strictObject({
  userPrincipalName: change,
  addressableUserName: change,
  groupTag: change,
  displayName: z.string().max(15).nullish(),
});

/** Devices registered with Windows Autopilot. */
export const autopilotDeviceRoutes: readonly Route[] = [
  { method: 'GET', path, versions: everywhere, permissions: readers, query: listOptions, answer: list },
  { method: 'GET', path: onePath, versions: everywhere, permissions: readers, query: entityOptions, answer: get },
  { method: 'DELETE', path: onePath, versions: everywhere, permissions: writers, answer: remove },
  action('updateDeviceProperties', (request, device) => {
    const body = readBody(request, propertiesBody, typeName);
    changeDevice(request.world, device, given(body));
  }),
  action('assignUserToDevice', (request, device) => {
    changeDevice(request.world, device, given(readBody(request, userBody, typeName)));
  }),
  action('unassignUserFromDevice', (request, device) => {
    changeDevice(request.world, device, { userPrincipalName: '', addressableUserName: '' });
  }),
];

function action(name: string, act: (request: RoutedRequest, device: AutopilotDevice) => void): Route {
  return {
    method: 'POST',
    path: `${onePath}/${name}`,
    versions: everywhere,
    permissions: writers,
    answer(request) {
      act(request, find(request));
      return { status: 204 };
    },
  };
}

/** `$select` and `$orderby` are taken and have no effect here; clients must not rely on them. */
function list(request: RoutedRequest): Answer {
  if (request.query.has('$expand')) throw intuneFailure(400, 'BadRequest', 'Expand is not supported on this list.');
  const wanted = serialNumberPart(request.query.get('$filter'));
  const { world, version, limits } = request;
  const devices = [...world.autopilot.values()].filter(
    (device) => device.visibleAt <= world.now && device.serialNumber.toLowerCase().includes(wanted),
  );
  return pageOf(request, context, devices, (device) => renderIdentity(world, device, version), {
    page: limits.intunePage,
    longest: limits.intunePage,
  });
}

/** `contains(serialNumber,'…')` is the only filter that works, and not with a hyphen in it. */
function serialNumberPart(filter: string | null): string {
  if (filter === null) return '';
  try {
    const parsed = parseFilter(filter);
    if (parsed.kind === 'call' && parsed.name === 'contains' && parsed.path === 'serialNumber') {
      const value = String(parsed.value);
      if (!value.includes('-')) return value.toLowerCase();
    }
  } catch {
    // Falls through to the same refusal.
  }
  throw intuneFailure(400, 'BadRequest', `Invalid filter: ${filter}`);
}

function get(request: RoutedRequest): Answer {
  const device = find(request);
  const entity = renderIdentity(request.world, device, request.version);
  return entityAnswer(request, context, { ...entity, ...expanded(request, device) });
}

function expanded(request: RoutedRequest, device: AutopilotDevice): Entity {
  const names = request.query.get('$expand')?.split(',') ?? [];
  const profiles: Record<string, string | undefined> = {
    deploymentProfile: device.assignment.profileId,
    intendedDeploymentProfile: device.assignment.intendedProfileId,
  };
  const entries = names.map((name) => {
    if (request.version === 'v1.0' || !(name in profiles)) {
      throw new GraphFailure(
        400,
        'BadRequest',
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type '${typeName}'.`,
      );
    }
    const profile = request.world.profiles.get(profiles[name] ?? '');
    return [name, profile === undefined ? null : renderProfile(profile)];
  });
  return Object.fromEntries(entries);
}

/** Intune first, then Autopilot: an enrolled device is not deregistered. */
function remove(request: RoutedRequest): Answer {
  const device = find(request);
  if (device.managedDeviceId !== undefined && request.world.managed.has(device.managedDeviceId)) {
    throw intuneFailure(
      400,
      'BadRequest',
      'The device is enrolled. Delete it from Intune before you delete it from Autopilot.',
    );
  }
  deregister(request.world, device);
  return { status: 204 };
}

function find(request: RoutedRequest): AutopilotDevice {
  const device = request.world.autopilot.get(parameter(request, idName).toLowerCase());
  if (device === undefined || device.visibleAt > request.world.now) throw unknownIntuneObject();
  return device;
}

/** Properties that are absent or null stay as they are. */
function given(body: z.output<typeof propertiesBody> | z.output<typeof userBody>): AutopilotDevice['changes'] {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => typeof value === 'string'));
}

import { z } from 'zod/v4';
import { setNameTemplate } from '../tenant/deviceNames.ts';
import { templateProblem } from '../tenant/nameTemplate.ts';
import type { AssignmentTarget, DeploymentProfile } from '../tenant/records.ts';
import { type Answer, intuneFailure, unknownIntuneObject } from './answer.ts';
import { entityAnswer, entityOptions, listOptions, pageOf, select } from './collection.ts';
import { readBody } from './readBody.ts';
import { renderIdentity, renderProfile } from './renderAutopilot.ts';
import { betaOnly, parameter, type Route, type RoutedRequest } from './route.ts';

const path = '/deviceManagement/windowsAutopilotDeploymentProfiles';
const idName = 'windowsAutopilotDeploymentProfile-id';
const context = 'deviceManagement/windowsAutopilotDeploymentProfiles';
const readers = ['DeviceManagementServiceConfig.Read.All', 'DeviceManagementServiceConfig.ReadWrite.All'];
const writers = ['DeviceManagementServiceConfig.ReadWrite.All'];
const typeName = '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile';
const change = z.strictObject({
  '@odata.type': z.literal(typeName).optional(),
  deviceNameTemplate: z.string().nullish(),
});
const shared = { method: 'GET', versions: betaOnly, permissions: readers } as const;

/** Autopilot deployment profiles; v1.0 has the type and no way to it. */
export const deploymentProfileRoutes: readonly Route[] = [
  { ...shared, path, query: listOptions, answer: list },
  { ...shared, path: `${path}/{${idName}}`, query: entityOptions, answer: get },
  { ...shared, method: 'PATCH', path: `${path}/{${idName}}`, permissions: writers, answer: update },
  { ...shared, path: `${path}/{${idName}}/assignedDevices`, query: listOptions, answer: assignedDevices },
  { ...shared, path: `${path}/{${idName}}/assignments`, query: listOptions, answer: assignments },
];

function list(request: RoutedRequest): Answer {
  const profiles = [...request.world.profiles.values()];
  return pageOf(request, context, profiles, (profile) => select(request, renderProfile(profile)), paging(request));
}

function get(request: RoutedRequest): Answer {
  return entityAnswer(request, context, select(request, renderProfile(find(request))));
}

/** Of what can be changed, the sandbox has the name template; null empties it. Whether the real service insists on `@odata.type` is not known: send it. */
function update(request: RoutedRequest): Answer {
  const profile = find(request);
  const { deviceNameTemplate } = readBody(request, change, typeName.slice(1));
  if (deviceNameTemplate === undefined) return get(request);
  const template = deviceNameTemplate ?? '';
  const problem = templateProblem(template);
  if (problem !== undefined) {
    throw intuneFailure(400, 'BadRequest', `The device name template '${template}' is not valid. ${problem}`);
  }
  setNameTemplate(request.world, profile, template);
  return get(request);
}

function assignedDevices(request: RoutedRequest): Answer {
  const { world } = request;
  const profile = find(request);
  const devices = [...world.autopilot.values()].filter(
    (device) => device.assignment.profileId === profile.id && device.visibleAt <= world.now,
  );
  const where = `${context}('${profile.id}')/assignedDevices`;
  return pageOf(request, where, devices, (device) => renderIdentity(world, device, 'beta'), paging(request));
}

function assignments(request: RoutedRequest): Answer {
  const profile = find(request);
  const where = `${context}('${profile.id}')/assignments`;
  return pageOf(
    request,
    where,
    profile.assignments,
    ({ id, target }) => ({ id, source: 'direct', sourceId: profile.id, target: renderTarget(target) }),
    paging(request),
  );
}

function renderTarget(target: AssignmentTarget): Record<string, unknown> {
  const filter = { deviceAndAppManagementAssignmentFilterId: null, deviceAndAppManagementAssignmentFilterType: 'none' };
  return target.kind === 'group'
    ? { '@odata.type': '#microsoft.graph.groupAssignmentTarget', ...filter, groupId: target.groupId }
    : { '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget', ...filter };
}

function find(request: RoutedRequest): DeploymentProfile {
  const profile = request.world.profiles.get(parameter(request, idName).toLowerCase());
  if (profile === undefined) throw unknownIntuneObject();
  return profile;
}

function paging(request: RoutedRequest): { page: number; longest: number } {
  return { page: request.limits.intunePage, longest: request.limits.intunePage };
}

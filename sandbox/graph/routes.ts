import { autopilotDeviceRoutes } from './autopilotDevices.ts';
import { autopilotSettingsRoutes } from './autopilotSettings.ts';
import { deploymentProfileRoutes } from './deploymentProfiles.ts';
import { deviceRoutes } from './devices.ts';
import { groupMemberRoutes } from './groupMembers.ts';
import { groupRoutes } from './groups.ts';
import { importedDeviceRoutes } from './importedDevices.ts';
import { managedDeviceRoutes } from './managedDevices.ts';
import { organizationRoutes } from './organization.ts';
import type { Route } from './route.ts';
import { userRoutes } from './users.ts';

/**
 * Every operation of Graph that the sandbox has. Change notifications go here as `subscriptions.ts` (they listen to
 * `world.listeners`), delta queries as `delta.ts`; until then Graph's own answer to an unknown path is given.
 */
export const graphRoutes: readonly Route[] = [
  ...importedDeviceRoutes,
  ...autopilotDeviceRoutes,
  ...deploymentProfileRoutes,
  ...autopilotSettingsRoutes,
  ...deviceRoutes,
  ...groupRoutes,
  ...groupMemberRoutes,
  ...managedDeviceRoutes,
  ...userRoutes,
  ...organizationRoutes,
];

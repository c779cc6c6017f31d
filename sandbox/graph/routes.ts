import { autopilotDeviceRoutes } from './autopilotDevices.ts';
import { autopilotSettingsRoutes } from './autopilotSettings.ts';
import { deploymentProfileRoutes } from './deploymentProfiles.ts';
import { deviceRoutes } from './devices.ts';
import { groupMemberRoutes } from './groupMembers.ts';
import { groupRoutes } from './groups.ts';
import { groupDeltaRoutes } from './groupsDelta.ts';
import { importedDeviceRoutes } from './importedDevices.ts';
import { managedDeviceRoutes } from './managedDevices.ts';
import { organizationRoutes } from './organization.ts';
import type { Route } from './route.ts';
import { subscriptionRoutes } from './subscriptions.ts';
import { userRoutes } from './users.ts';

/** Every operation of Graph that the sandbox has; other paths get Graph's own answer to an unknown one. */
export const graphRoutes: readonly Route[] = [
  ...importedDeviceRoutes,
  ...autopilotDeviceRoutes,
  ...deploymentProfileRoutes,
  ...autopilotSettingsRoutes,
  ...deviceRoutes,
  ...groupRoutes,
  ...groupDeltaRoutes,
  ...groupMemberRoutes,
  ...managedDeviceRoutes,
  ...userRoutes,
  ...organizationRoutes,
  ...subscriptionRoutes,
];

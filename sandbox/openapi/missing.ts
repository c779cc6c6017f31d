import { isObject, type Schema } from './schema.ts';

const deploymentProfile: Schema = {
  content: {
    'application/json': { schema: { $ref: '#/components/schemas/microsoft.graph.windowsAutopilotDeploymentProfile' } },
  },
};

/** Operations that Microsoft's reference has and the subsets of the description leave out, by path and method. */
const missing: Record<string, Schema> = {
  // https://learn.microsoft.com/graph/api/intune-devices-manageddevice-delete
  '/deviceManagement/managedDevices/{managedDevice-id}': {
    delete: {
      responses: {
        204: {},
        429: { $ref: '#/components/responses/tooManyRequests' },
        default: { $ref: '#/components/responses/error' },
      },
    },
  },
  // https://learn.microsoft.com/graph/api/intune-enrollment-azureadwindowsautopilotdeploymentprofile-update
  '/deviceManagement/windowsAutopilotDeploymentProfiles/{windowsAutopilotDeploymentProfile-id}': {
    patch: {
      requestBody: deploymentProfile,
      responses: {
        200: deploymentProfile,
        429: { $ref: '#/components/responses/tooManyRequests' },
        default: { $ref: '#/components/responses/error' },
      },
    },
  },
};

/** The description with what it leaves out of the paths it has; what it has stays as it says. */
export function withMissing(document: unknown): unknown {
  if (!isObject(document) || !isObject(document['paths'])) return document;
  const { paths } = document;
  const added = Object.entries(missing).flatMap(([path, operations]) => {
    const known = paths[path];
    return isObject(known) ? [[path, { ...operations, ...known }]] : [];
  });
  return { ...document, paths: { ...paths, ...Object.fromEntries(added) } };
}

import assert from 'node:assert/strict';
import { z } from 'zod/v4';
import type { Sandbox } from '../../sandbox/server.ts';
import { tokenFor } from '../sandbox/support.ts';

const list = <T extends z.ZodType>(item: T) => z.object({ value: z.array(item) });

const stagingRecord = z.object({
  serialNumber: z.string(),
  importId: z.string(),
  groupTag: z.string(),
  state: z.object({ deviceImportStatus: z.string(), deviceRegistrationId: z.string() }),
});
const identity = z.object({
  id: z.string(),
  serialNumber: z.string(),
  groupTag: z.string(),
  azureActiveDirectoryDeviceId: z.string(),
  managedDeviceId: z.string(),
  enrollmentState: z.string(),
  lastContactedDateTime: z.string(),
  deploymentProfileAssignmentStatus: z.string(),
});
const entraDevice = z.object({ id: z.string(), deviceId: z.string(), physicalIds: z.array(z.string()) });
const managedDevice = z.object({
  id: z.string(),
  serialNumber: z.string(),
  deviceName: z.string(),
  azureADDeviceId: z.string(),
  userPrincipalName: z.string(),
  enrollmentProfileName: z.string(),
  enrolledDateTime: z.string(),
  lastSyncDateTime: z.string(),
  complianceState: z.string(),
});

/** What a person who looks around in the tenant sees, asked of Graph over HTTP as anybody would. */
export interface TenantView {
  stagingRecords(): Promise<z.output<typeof stagingRecord>[]>;
  identities(): Promise<z.output<typeof identity>[]>;
  entraDevices(): Promise<z.output<typeof entraDevice>[]>;
  managedDevices(): Promise<z.output<typeof managedDevice>[]>;
  /** Display names of the groups that have this object as a member, sorted. */
  groupsOf(objectId: string): Promise<string[]>;
  /** Display name of the Autopilot profile of an identity. */
  profileOf(identityId: string): Promise<string | undefined>;
}

/** The tenant as Graph shows it. */
export function tenantView(sandbox: Sandbox): TenantView {
  async function get<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>> {
    const token = await tokenFor(sandbox);
    const response = await fetch(`${sandbox.origin}${path}`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(response.status, 200, path);
    return schema.parse(await response.json());
  }
  const all = async <T extends z.ZodType>(path: string, item: T) => (await get(path, list(item))).value;
  const autopilot = '/beta/deviceManagement/windowsAutopilotDeviceIdentities';
  return {
    stagingRecords: () => all('/v1.0/deviceManagement/importedWindowsAutopilotDeviceIdentities', stagingRecord),
    identities: () => all(autopilot, identity),
    entraDevices: () => all('/v1.0/devices', entraDevice),
    managedDevices: () => all('/v1.0/deviceManagement/managedDevices', managedDevice),
    async groupsOf(objectId) {
      const groups = await all(`/v1.0/devices/${objectId}/memberOf`, z.object({ displayName: z.string() }));
      return groups.map(({ displayName }) => displayName).sort();
    },
    async profileOf(identityId) {
      const profile = z.object({ deploymentProfile: z.object({ displayName: z.string() }).nullable() });
      const { deploymentProfile } = await get(`${autopilot}/${identityId}?$expand=deploymentProfile`, profile);
      return deploymentProfile?.displayName;
    },
  };
}

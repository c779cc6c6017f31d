/** An application permission for Microsoft Graph that Preflight needs. */
export interface GraphPermission {
  name: string;
  /** What it is for, the end of a sentence: Preflight needs it to … */
  neededTo: string;
  /** What happens without it, one sentence. */
  without: string;
  /** Requests that need it, by method and path below the version: `DELETE /groups/…`. */
  requests: readonly RegExp[];
}

/**
 * Everything Preflight must be granted (docs/sources.md, permissions). Where the same objects are read and written, the one that allows
 * both is named for reading too: Preflight needs it in any case, and is granted it once. The first row with a fitting path counts.
 */
export const graphPermissions: readonly GraphPermission[] = [
  {
    name: 'DeviceManagementServiceConfig.ReadWrite.All',
    neededTo:
      'import devices into Autopilot, follow the import, read and repair group tags, read profiles, set their name templates, ask for a sync',
    without: 'No device is imported or discovered; devices wait where they are.',
    requests: [
      /^\w+ \/deviceManagement\/(importedWindowsAutopilotDeviceIdentities|windowsAutopilot(DeviceIdentities|DeploymentProfiles|Settings))\b/,
    ],
  },
  {
    name: 'DeviceManagementManagedDevices.PrivilegedOperations.All',
    neededTo: 'give devices in use a new name where theirs does not follow the naming convention',
    without: 'No device is renamed. Where an exception keeps all names, it is not needed.',
    requests: [/^POST \/deviceManagement\/managedDevices\/[^/]+\/setDeviceName$/],
  },
  {
    name: 'DeviceManagementManagedDevices.ReadWrite.All',
    neededTo: 'delete devices from Intune that an administrator removes; it allows reading them, too',
    without: 'Removals of enrolled devices wait. Where nobody removes devices, it is not needed.',
    requests: [/^DELETE \/deviceManagement\/managedDevices\b/],
  },
  {
    name: 'DeviceManagementManagedDevices.Read.All',
    neededTo: 'see which devices Intune manages, for whom, and when each was last in contact',
    without: 'Devices wait before Ready for user, and nothing is known of their use.',
    requests: [/^\w+ \/deviceManagement\/managedDevices\b/],
  },
  {
    name: 'Device.Read.All',
    neededTo: 'find the Entra device of each registered device and the groups it is in',
    without: 'Devices are imported and then wait to be known to Entra.',
    requests: [/^\w+ \/devices\b/],
  },
  {
    name: 'Group.Read.All',
    neededTo:
      'be told when members of its groups change, and read what changed; permissions to write do not stand in for it',
    without:
      'Nothing is pushed: enrolments, uploads by others and manual edits are found by polling, minutes to an hour later.',
    requests: [/^\w+ \/subscriptions\b/, /^GET \/groups\/delta\b/],
  },
  {
    name: 'GroupMember.ReadWrite.All',
    neededTo: 'find groups by name, read and change their members, and read who has which role and whom to ask',
    without: 'Nobody has a role, so nobody can register; devices on their way get no groups.',
    requests: [/^\w+ \/groups\b/, /^\w+ \/users\/[^/]+\/checkMemberGroups$/],
  },
  {
    name: 'User.Read.All',
    neededTo:
      'see that who writes is no guest and that their account is neither disabled nor deleted, check that the users a file assigns devices to exist, and name those who may decide about exceptions',
    without:
      'Nobody has a role, so nobody can see or register anything; devices with an assigned user wait to be imported.',
    requests: [/^\w+ \/users\b/],
  },
];

/** The permission that a request needs; `undefined` for a path Preflight does not know. */
export function permissionFor({ method, path }: { method: string; path: string }): string | undefined {
  const asked = `${method} ${path.split('?')[0]}`;
  return graphPermissions.find(({ requests }) => requests.some((request) => request.test(asked)))?.name;
}

/** What is asked of Microsoft Graph, in words for people, by path below the version. The first that fits counts. */
const areas: readonly (readonly [RegExp, string])[] = [
  [/^\/\$batch/, 'requests sent together'],
  [/^\/deviceManagement\/importedWindowsAutopilotDeviceIdentities\/import/, 'imports into Autopilot'],
  [/^\/deviceManagement\/importedWindowsAutopilotDeviceIdentities/, 'the progress of imports'],
  [/^\/deviceManagement\/windowsAutopilotDeviceIdentities\?\$filter=/, 'Autopilot devices by serial number'],
  [/^\/deviceManagement\/windowsAutopilotDeviceIdentities\/?(\?|$)/, 'the list of Autopilot devices'],
  [/^\/deviceManagement\/windowsAutopilotDeviceIdentities/, 'single Autopilot devices'],
  [/^\/deviceManagement\/windowsAutopilotDeploymentProfiles\/[^/?]+\/assignedDevices/, 'devices of Autopilot profiles'],
  [/^\/deviceManagement\/windowsAutopilotDeploymentProfiles/, 'Autopilot profiles'],
  [/^\/deviceManagement\/windowsAutopilotSettings/, 'the synchronisation of Autopilot'],
  [/^\/deviceManagement\/managedDevices/, 'Intune devices'],
  [/^\/(users|devices)\/[^/?]+\/checkMemberGroups/, 'who is in which group'],
  [/^\/groups\/delta/, 'changes of groups'],
  [/^\/groups\/[^/?]+\/members/, 'members of groups'],
  [/^\/groups/, 'groups by name'],
  [/^\/devices/, 'Entra devices'],
  [/^\/subscriptions/, 'subscriptions'],
  [/^\/users/, 'users'],
];

/** What a request asks for, in words for people. */
export function areaOf(path: string): string {
  return areas.find(([pattern]) => pattern.test(path))?.[1] ?? 'something else';
}

/** The version of Microsoft Graph each resource is used from. Beta only where v1.0 lacks what Ready for user needs (docs/sources.md, versions). */
export const versions = {
  /** The staging list and its import action. */
  importedWindowsAutopilotDeviceIdentities: 'v1.0',
  /** Beta: v1.0 has neither deploymentProfileAssignmentStatus nor azureAdDeviceId. */
  windowsAutopilotDeviceIdentities: 'beta',
  /** Beta: v1.0 has no path to deployment profiles. */
  windowsAutopilotDeploymentProfiles: 'beta',
  /** Beta: v1.0 cannot ask for a sync. */
  windowsAutopilotSettings: 'beta',
  managedDevices: 'v1.0',
  /** Beta: v1.0 neither renames devices nor tells how they are joined (docs/sources.md, names). */
  deviceNames: 'beta',
  devices: 'v1.0',
  groups: 'v1.0',
  subscriptions: 'v1.0',
  users: 'v1.0',
} as const satisfies Record<string, GraphVersion>;

export type GraphVersion = 'v1.0' | 'beta';

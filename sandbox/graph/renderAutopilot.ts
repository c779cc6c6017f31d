import type { AutopilotDevice, DeploymentProfile } from '../tenant/records.ts';
import type { World } from '../tenant/world.ts';
import type { Version } from './answer.ts';
import { intuneDate, zeroGuid } from './answer.ts';
import type { Entity } from './matches.ts';

/** An Autopilot identity as this version shows it: whether a profile is assigned can be read in beta only. */
export function renderIdentity(world: World, device: AutopilotDevice, version: Version): Entity {
  const entraDeviceId = device.linkedAt <= world.now ? device.entraDeviceId : zeroGuid;
  const shared = {
    id: device.id,
    groupTag: device.groupTag,
    purchaseOrderIdentifier: device.purchaseOrderIdentifier,
    serialNumber: device.serialNumber,
    productKey: '',
    manufacturer: device.manufacturer,
    model: device.model,
    enrollmentState: device.enrollmentState,
    lastContactedDateTime: intuneDate(device.lastContactedAt),
    addressableUserName: device.addressableUserName,
    userPrincipalName: device.userPrincipalName,
    resourceName: '',
    skuNumber: device.skuNumber,
    systemFamily: device.family,
    azureActiveDirectoryDeviceId: entraDeviceId,
    managedDeviceId: device.managedDeviceId ?? zeroGuid,
    displayName: device.displayName,
  };
  if (version === 'v1.0') return shared;
  return {
    ...shared,
    azureAdDeviceId: entraDeviceId,
    deploymentProfileAssignmentStatus: device.assignment.status,
    deploymentProfileAssignmentDetailedStatus: 'none',
    deploymentProfileAssignedDateTime: intuneDate(device.assignment.assignedAt),
    remediationState: device.hardwareChangedAt === undefined ? 'noRemediationRequired' : 'manualRemediationRequired',
    remediationStateLastModifiedDateTime: intuneDate(device.hardwareChangedAt),
    userlessEnrollmentStatus: 'unknown',
  };
}

/** A deployment profile; only beta has these. */
export function renderProfile(profile: DeploymentProfile): Entity {
  return {
    '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
    id: profile.id,
    displayName: profile.displayName,
    description: profile.description,
    locale: 'os-default',
    createdDateTime: intuneDate(profile.createdAt),
    lastModifiedDateTime: intuneDate(profile.modifiedAt),
    hardwareHashExtractionEnabled: false,
    deviceNameTemplate: profile.deviceNameTemplate,
    deviceType: 'windowsPc',
    preprovisioningAllowed: true,
    roleScopeTagIds: ['0'],
    managementServiceAppId: null,
    outOfBoxExperienceSetting: {
      privacySettingsHidden: true,
      eulaHidden: true,
      userType: 'standard',
      deviceUsageType: profile.shared ? 'shared' : 'singleUser',
      keyboardSelectionPageSkipped: false,
      escapeLinkHidden: false,
    },
  };
}

import { intuneAppId } from '../tenant/enrolment.ts';
import type { EntraDevice, Group, User } from '../tenant/records.ts';
import type { World } from '../tenant/world.ts';
import { directoryDate } from './answer.ts';
import type { Entity } from './matches.ts';

/** An Entra device. */
export function renderDevice(device: EntraDevice): Entity {
  const joined = device.joinedAt !== undefined;
  const trustType = device.hybrid ? 'ServerAd' : 'AzureAd';
  return {
    id: device.objectId,
    deletedDateTime: null,
    accountEnabled: true,
    approximateLastSignInDateTime: directoryDate(device.lastSignInAt),
    complianceExpirationDateTime: null,
    deviceCategory: null,
    deviceId: device.deviceId,
    deviceMetadata: null,
    deviceOwnership: device.managed ? 'Company' : null,
    deviceVersion: 2,
    displayName: device.displayName,
    enrollmentProfileName: null,
    enrollmentType: null,
    isCompliant: device.managed ? true : null,
    isManaged: device.managed ? true : null,
    isRooted: null,
    managementType: device.managed ? 'MDM' : null,
    manufacturer: joined ? device.manufacturer : null,
    mdmAppId: device.managed ? intuneAppId : null,
    model: joined ? device.model : null,
    onPremisesLastSyncDateTime: null,
    onPremisesSyncEnabled: null,
    operatingSystem: 'Windows',
    operatingSystemVersion: joined ? '10.0.26100.4349' : '10.0',
    physicalIds: device.physicalIds,
    profileType: joined ? 'RegisteredDevice' : null,
    registrationDateTime: directoryDate(device.joinedAt),
    systemLabels: [],
    trustType: joined ? trustType : null,
    alternativeSecurityIds: [],
  };
}

/** A group, without its members. */
export function renderGroup(group: Group): Entity {
  return {
    id: group.id,
    deletedDateTime: null,
    classification: null,
    createdDateTime: directoryDate(group.createdAt),
    description: group.description === '' ? null : group.description,
    displayName: group.displayName,
    expirationDateTime: null,
    groupTypes: group.rule === undefined ? [] : ['DynamicMembership'],
    isAssignableToRole: null,
    mail: null,
    mailEnabled: false,
    mailNickname: group.mailNickname,
    membershipRule: group.rule?.text ?? null,
    membershipRuleProcessingState: group.rule === undefined ? null : 'On',
    onPremisesSyncEnabled: null,
    preferredLanguage: null,
    proxyAddresses: [],
    renewedDateTime: directoryDate(group.createdAt),
    resourceBehaviorOptions: [],
    resourceProvisioningOptions: [],
    securityEnabled: true,
    theme: null,
    uniqueName: null,
    visibility: null,
  };
}

/** What a plain read of a user shows; the rest has to be selected. */
const defaultUserProperties = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
  'id',
];

/** A user: the properties Graph gives without `$select`, or all it can be asked for. */
export function renderUser(user: User, everything: boolean): Entity {
  const all: Entity = {
    id: user.id,
    accountEnabled: user.isDisabled !== true,
    businessPhones: [],
    companyName: null,
    department: user.department,
    displayName: user.displayName,
    givenName: user.givenName,
    jobTitle: user.jobTitle,
    mail: user.userPrincipalName,
    mailNickname: user.userPrincipalName.split('@')[0],
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    surname: user.surname,
    usageLocation: 'US',
    userPrincipalName: user.userPrincipalName,
    userType: user.isGuest === true ? 'Guest' : 'Member',
  };
  if (everything) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => defaultUserProperties.includes(name)));
}

/** Any directory object with its type, as lists of members show it; `undefined` for ids of nothing. */
export function renderObject(world: World, id: string): Entity | undefined {
  const device = world.devices.get(id);
  if (device !== undefined) return { '@odata.type': '#microsoft.graph.device', ...renderDevice(device) };
  const user = world.users.get(id);
  if (user !== undefined) return { '@odata.type': '#microsoft.graph.user', ...renderUser(user, false) };
  const group = world.groups.get(id);
  if (group !== undefined) return { '@odata.type': '#microsoft.graph.group', ...renderGroup(group) };
  return undefined;
}

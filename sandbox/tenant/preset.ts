import { addGroup } from './groups.ts';
import { chatPeople, everybody, formerPeople, type Person } from './people.ts';
import { guidOf } from './random.ts';
import type { World } from './world.ts';

/** The preset tenant's id. */
export const presetTenantId = guidOf('tenant:contoso');

/** Names as Microsoft Managed Desktop gives them. */
export const deviceGroups = [
  'Modern Workplace Devices-Test',
  'Modern Workplace Devices-First',
  'Modern Workplace Devices-Fast',
  'Modern Workplace Devices-Broad',
  'Modern Workplace Devices-All',
  'Modern Workplace Devices - Shared Device Mode',
  'Modern Workplace Device Profiles - Standard',
  'Modern Workplace Device Profiles - Sensitive Data',
  'Modern Workplace Device Profiles - Power User',
] as const;

/** Each deployment profile with the group tags that lead to it. */
const deploymentProfiles: readonly { name: string; tags: readonly string[]; shared: boolean }[] = [
  {
    name: 'Modern Workplace Autopilot Profile',
    tags: ['Microsoft365Managed_Standard', 'Microsoft365Managed_SensitiveData'],
    shared: false,
  },
  { name: 'Modern Workplace Autopilot Profile Power User', tags: ['Microsoft365Managed_PowerUser'], shared: false },
  {
    name: 'Modern Workplace Autopilot Profile Shared',
    tags: ['Microsoft365Managed_Standard-Shared', 'Microsoft365Managed_SensitiveData-Shared'],
    shared: true,
  },
];

/** The group tags of the preset tenant. */
export const groupTags: readonly string[] = deploymentProfiles.flatMap(({ tags }) => tags);

/** Display name of the dynamic group of a tag. */
export function tagGroupName(tag: string): string {
  return `Preflight tag - ${tag}`;
}

/** Display name of the dynamic group of the devices that carry one of the tags and that Intune manages. */
export const enrolledGroupName = 'Preflight - Enrolled devices';

/** Furnishes an empty world: people, role groups, device groups, dynamic groups of tags and of enrolled devices, three deployment profiles. */
export function furnish(world: World): void {
  for (const { roles: _, ...user } of everybody) world.users.set(user.id, user);
  addRoleGroups(world);
  for (const name of deviceGroups) addGroup(world, { displayName: name });
  for (const tag of groupTags) {
    addGroup(world, {
      displayName: tagGroupName(tag),
      rule: `(device.devicePhysicalIds -any (_ -eq "[OrderID]:${tag}"))`,
    });
  }
  addGroup(world, {
    displayName: enrolledGroupName,
    rule: '(device.devicePhysicalIds -any (_ -startsWith "[OrderID]:Microsoft365Managed_")) -and (device.managementType -eq "MDM")',
  });
  deploymentProfiles.forEach(({ name, tags, shared }, index) => {
    const id = guidOf(`profile:${name}`);
    world.profiles.set(id, {
      id,
      displayName: name,
      description: '',
      // Profiles of one second would leave "the oldest wins" undecided.
      createdAt: world.now + index * 1000,
      modifiedAt: world.now + index * 1000,
      deviceNameTemplate: 'MMD-%RAND:11%',
      shared,
      assignments: tags.map((tag) => {
        const groupId = guidOf(`group:${tagGroupName(tag)}`);
        return { id: `${id}_${groupId}_0`, target: { kind: 'group' as const, groupId } };
      }),
    });
  });
}

function addRoleGroups(world: World): void {
  const having = (role: Person['roles'][number]): string[] =>
    [...chatPeople, ...formerPeople].filter(({ roles }) => roles.includes(role)).map(({ id }) => id);
  const [patti] = chatPeople.filter(({ jobTitle }) => jobTitle === 'Service desk').map(({ id }) => id);
  // Nested on purpose: who reads direct membership only does not find this registrar.
  const serviceDesk = addGroup(world, { displayName: 'Service desk', members: patti === undefined ? [] : [patti] });
  addGroup(world, {
    displayName: 'Preflight registrars',
    members: [...having('registrar').filter((id) => id !== patti), serviceDesk.id],
  });
  addGroup(world, { displayName: 'Preflight readers', members: having('reader') });
  addGroup(world, { displayName: 'Preflight approvers', members: having('approver') });
  addGroup(world, { displayName: 'Preflight administrators', members: having('administrator') });
}

import type { AutopilotDevice, DeploymentProfile } from './records.ts';
import type { World } from './world.ts';

/**
 * Looks which deployment profile a device should have now and starts the change if it is another one.
 * Objects that are no Autopilot device are left alone.
 */
export function considerAssignment(world: World, objectId: string): void {
  const device = world.autopilot.get(world.devices.get(objectId)?.autopilotId ?? '');
  if (device === undefined) return;
  const intended = intendedProfile(world, objectId);
  const { assignment } = device;
  if (intended?.id === assignment.intendedProfileId) {
    if (intended === undefined && assignment.status === 'unknown') assignment.status = 'notAssigned';
    return;
  }
  assignment.intendedProfileId = intended?.id;
  if (assignment.profileId === undefined && intended !== undefined) assignment.status = 'pending';
  world.after(world.options.latencies.assignment, () => commit(world, device, intended));
}

/** Of the profiles assigned to a group of the device's, the one that was created first. */
function intendedProfile(world: World, objectId: string): DeploymentProfile | undefined {
  return [...world.profiles.values()]
    .filter((profile) =>
      profile.assignments.some(
        ({ target }) =>
          target.kind === 'allDevices' || world.groups.get(target.groupId)?.members.has(objectId) === true,
      ),
    )
    .reduce<DeploymentProfile | undefined>(
      (oldest, profile) => (oldest === undefined || profile.createdAt < oldest.createdAt ? profile : oldest),
      undefined,
    );
}

function commit(world: World, device: AutopilotDevice, profile: DeploymentProfile | undefined): void {
  const { assignment } = device;
  // The device has moved on to another group meanwhile; that change has its own commit.
  if (assignment.intendedProfileId !== profile?.id || assignment.profileId === profile?.id) return;
  assignment.profileId = profile?.id;
  assignment.assignedAt = profile === undefined ? undefined : world.now;
  assignment.status = profile === undefined ? 'notAssigned' : 'assignedUnkownSyncState';
  if (profile === undefined) return;
  world.after(world.options.latencies.sync, () => {
    if (assignment.profileId === profile.id) assignment.status = 'assignedInSync';
  });
  world.tell({ kind: 'profileAssigned', device });
}

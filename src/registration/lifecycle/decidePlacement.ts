import { allocateDeploymentGroup } from '../policy/allocateDeploymentGroup.ts';
import { expectedAutopilotProfile } from '../policy/tags.ts';
import type { AutopilotIdentity } from '../ports/autopilot.ts';
import { problemText } from '../problems/catalogue.ts';
import { held, madeReady } from './becomeReady.ts';
import { alreadyAssigned } from './decideImport.ts';
import { tagState } from './decideTag.ts';
import { recordFacts } from './decideUse.ts';
import type { Action, Circumstances, Decision } from './decision.ts';
import type { Device } from './device.ts';
import { awaitEntraObject, noteEntraObject, withoutDoubtfulGroups } from './entraObject.ts';
import { earlierEnrolment } from './intuneRecord.ts';
import { announce, fail, holdUp, move, nextLook, promptTicks, record, wait, waiting } from './moves.ts';
import { notInAutopilot } from './notInAutopilot.ts';
import type { Observation } from './observation.ts';
import { isReborn, reborn } from './reborn.ts';
import { settlePlace } from './settlePlace.ts';
import { policyProfile, strayGroups, wantedGroups } from './wanted.ts';

/** Imported: wait until Entra knows the device, then place it in its groups. */
export function afterImported(device: Device, seen: Observation, circumstances: Circumstances): Decision {
  const { policy, now } = circumstances;
  const actions: Action[] = [];
  if (device.importRecordId !== undefined)
    actions.push({ kind: 'deleteImportRecord', recordId: device.importRecordId });
  const tidy: Device = { ...device, importRecordId: undefined };
  if (seen.identity === undefined) return { device: wait(tidy, policy.lookTicks, policy, now), actions };
  if (seen.identity === 'absent') {
    const missing = notInAutopilot(tidy, circumstances);
    return { device: missing.device, actions: [...actions, ...missing.actions] };
  }
  // It is shown: what was said against its import is over.
  const serviceError = tidy.serviceError?.name === alreadyAssigned ? undefined : tidy.serviceError;
  const identified: Device = { ...tidy, autopilotId: seen.identity.id, serviceError };
  if (seen.identity.hardwareChanged) return { device: fail(identified, 'hardware-changed', now), actions };
  const tag = settleTag(identified, seen.identity, circumstances);
  if (tag !== 'settled') return { device: tag.device, actions: [...actions, ...tag.actions] };
  const noted = noteEntraObject(identified, seen, now);
  if (seen.entraDevice === 'absent') {
    const awaited = awaitEntraObject(
      { ...noted, entraObjectId: undefined },
      circumstances,
      seen.identity.entraDeviceId,
    );
    return { device: awaited.device, actions: [...actions, ...awaited.actions] };
  }
  if (seen.entraDevice === undefined) {
    return { device: wait(noted, policy.lookTicks, policy, now), actions };
  }
  const linked = link(noted, seen.entraDevice, circumstances);
  return { device: linked.device, actions: [...actions, ...linked.actions] };
}

function link(
  device: Device,
  entraDevice: { objectId: string; deviceId: string },
  circumstances: Circumstances,
): Decision {
  const { policy, now, deploymentCounts } = circumstances;
  const name = device.deploymentGroup?.name ?? allocateDeploymentGroup(policy.deployment, deploymentCounts).name;
  const placed: Device = move(
    device,
    {
      step: 'linked',
      entraDeviceId: entraDevice.deviceId,
      entraObjectId: entraDevice.objectId,
      serviceError: undefined,
      deploymentGroup: device.deploymentGroup ?? { name, assignedBy: 'auto', pending: true },
    },
    `Known to Entra; deployment group ${name}`,
    now,
  );
  // The members are read back before they are believed, and Entra needs a moment to show them.
  return {
    device: { ...placed, dueAt: nextLook(now, policy.lookTicks[0] ?? policy.restingLook) },
    actions: [
      { kind: 'deleteHash' },
      { kind: 'joinGroups', entraObjectId: entraDevice.objectId, groups: wantedGroups(placed, policy) },
    ],
  };
}

/** Waits until the identity carries the tag it should. */
function settleTag(device: Device, identity: AutopilotIdentity, circumstances: Circumstances): Decision | 'settled' {
  const { policy, now } = circumstances;
  const tag = tagState(device, identity, circumstances);
  switch (tag.kind) {
    case 'right':
      return 'settled';
    case 'conflict':
      return { device: fail(device, 'registered-with-another-tag', now, tag.detail), actions: [] };
    case 'repairable': {
      const told = device.looks === 0 ? record(device, tag.text, now) : device;
      const waited = wait(told, policy.lookTicks, policy, now, `Waits for group tag ${told.groupTag}`, 'stuck-tag');
      return { device: waited, actions: tag.actions };
    }
    default:
      return tag satisfies never;
  }
}

/**
 * A list showed the Autopilot identity of a device that waits for something else, or a close look did not find it: it would wait for ever
 * with another tag, other hardware or without a registration.
 */
export function glimpse(
  device: Device,
  identity: AutopilotIdentity | 'absent',
  circumstances: Circumstances,
): Decision {
  const { now } = circumstances;
  if (identity === 'absent') return { device: fail(device, 'left-autopilot', now), actions: [] };
  if (isReborn(device, identity)) return { device: reborn(device, identity, now), actions: [] };
  if (identity.hardwareChanged) return { device: fail(device, 'hardware-changed', now), actions: [] };
  const tag = tagState(device, identity, circumstances);
  if (tag.kind === 'right') return { device, actions: [] };
  if (tag.kind === 'conflict')
    return { device: fail(device, 'registered-with-another-tag', now, tag.detail), actions: [] };
  return { device: record(device, tag.text, now), actions: tag.actions };
}

/** Linked: wait until every group shows the device, putting it where it is missing. The first look may be too early for what was just done. */
export function afterLinked(before: Device, look: Observation, circumstances: Circumstances): Decision {
  const { policy, now } = circumstances;
  const given = noteEntraObject(before, look, now);
  if (look.entraDevice === 'absent') return awaitEntraObject(given, circumstances);
  const seen = withoutDoubtfulGroups(given, look);
  if (seen.memberships === undefined || given.entraObjectId === undefined)
    return waiting(given, policy.lookTicks, policy, now);
  const device = settlePlace(given, seen.memberships, circumstances);
  const missing = missingGroups(seen.memberships, wantedGroups(device, policy));
  if (missing.length > 0) {
    const gone = missing.filter((group) => seen.missingGroups?.has(group) === true);
    const groups = missing.filter((group) => !gone.includes(group));
    const held = holdUp(device, 'group-missing', gone.length > 0 ? `Waits for ${gone.join(', ')}` : undefined, now);
    const join: Action = { kind: 'joinGroups', entraObjectId: given.entraObjectId, groups };
    const early = given.looks === 0 && device === before;
    return {
      device: wait(held, policy.lookTicks, policy, now, `Not yet in ${missing.join(', ')}`),
      actions: early || groups.length === 0 ? [] : [join],
    };
  }
  const grouped = move(
    device,
    {
      step: 'grouped',
      serviceError: undefined,
      managedSince: device.managedSince ?? now,
      ...(device.deploymentGroup === undefined
        ? {}
        : { deploymentGroup: { ...device.deploymentGroup, pending: false } }),
    },
    'In its groups',
    now,
  );
  // No profile is assigned within seconds of that.
  return waiting(grouped, policy.lookTicks, policy, now);
}

/** Grouped: ready once assigned to the expected Autopilot profile, with its groups read once more in the same look. */
export function afterGrouped(before: Device, look: Observation, circumstances: Circumstances): Decision {
  const { policy, now, missingProfiles } = circumstances;
  const given = noteEntraObject(before, look, now);
  if (look.entraDevice === 'absent') return awaitEntraObject(given, circumstances);
  const seen = withoutDoubtfulGroups(given, look);
  const placed = seen.memberships === undefined ? given : settlePlace(given, seen.memberships, circumstances);
  const assignment = seen.assignment === 'absent' ? undefined : seen.assignment;
  const expected = expectedAutopilotProfile(policy, policyProfile(policy, placed), placed.sharedMode);
  const isThere = assignment?.profile === expected || missingProfiles?.has(expected) !== true;
  const device = holdUp(placed, 'autopilot-profile-missing', isThere ? undefined : `Waits for ${expected}`, now);
  if (!isThere) return waiting(device, policy.lookTicks, policy, now);
  if (assignment?.assigned !== true || assignment.profile === undefined) {
    const looked = seen.assignment !== undefined && device.problem?.code === 'assigned-unexpected-profile';
    return waiting(looked ? { ...device, problem: undefined } : device, policy.lookTicks, policy, now);
  }
  if (assignment.profile !== expected) {
    return unexpected(device, assignment.profile, circumstances);
  }
  if (seen.memberships === undefined || seen.managedDevices === undefined)
    return waiting(device, policy.lookTicks, policy, now);
  const changed = glimpse(device, assignment.identity, circumstances);
  if (changed.device !== device) return changed.actions.length > 0 ? onceMore(changed, circumstances) : changed;
  const missing = missingGroups(seen.memberships, wantedGroups(device, policy));
  if (missing.length > 0 && device.entraObjectId !== undefined) {
    const linked = move(device, { step: 'linked' }, 'No longer in all of its groups; adding it again', now);
    return {
      device: { ...linked, dueAt: nextLook(now, policy.lookTicks[0] ?? policy.restingLook) },
      actions: [{ kind: 'joinGroups', entraObjectId: device.entraObjectId, groups: missing }],
    };
  }
  const stray = strayGroups(seen.memberships, device, policy);
  if (stray.length > 0 && device.entraObjectId !== undefined) {
    const leave: Action = { kind: 'leaveGroups', entraObjectId: device.entraObjectId, groups: stray };
    return onceMore(
      { device: record(device, `Taken out of ${stray.join(', ')}`, now), actions: [leave] },
      circumstances,
    );
  }
  const enrolment = earlierEnrolment(device, seen.managedDevices, recordFacts(device, seen, circumstances));
  if (enrolment !== undefined && device.sharedMode) return held(device, enrolment, circumstances);
  return { device: madeReady(device, assignment.profile, enrolment, seen, circumstances), actions: [] };
}

/** Something was just put right: looked at again soon, and not ready before that. */
function onceMore({ device, actions }: Decision, { policy, now }: Circumstances): Decision {
  return { device: wait(device, promptTicks, policy, now), actions };
}

/** Assigned, but not to the profile its tag stands for: say so once, keep looking. */
function unexpected(device: Device, assignedProfile: string, { policy, now }: Circumstances): Decision {
  if (device.problem?.code === 'assigned-unexpected-profile')
    return waiting({ ...device, assignedProfile }, policy.lookTicks, policy, now);
  const code = 'assigned-unexpected-profile' as const;
  // Said when it was withdrawn for that.
  const isTold = device.assignedProfile === assignedProfile;
  const told = record(
    { ...device, assignedProfile, problem: { code, at: now, detail: assignedProfile } },
    `Assigned to ${assignedProfile}. ${problemText(code).sentence}`,
    now,
  );
  return waiting(isTold ? told : announce(told, 'stuck', now), policy.lookTicks, policy, now);
}

function missingGroups(memberships: ReadonlySet<string>, wanted: readonly string[]): string[] {
  return wanted.filter((group) => !memberships.has(group));
}

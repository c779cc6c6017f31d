import type { Action, Circumstances, Decision } from '../lifecycle/decision.ts';
import type { Device, Removal, RemovalStep } from '../lifecycle/device.ts';
import { announce, move, nextLook, promptTicks, record, wait } from '../lifecycle/moves.ts';
import type { Observation } from '../lifecycle/observation.ts';
import type { Policy } from '../policy/policy.ts';
import { problemText } from '../problems/catalogue.ts';
import type { Remains } from './remains.ts';

/** What is left to do first, and how. */
interface Next {
  step: RemovalStep;
  text: string;
  actions: Action[];
}

/**
 * A device that somebody asked to remove: the first of Intune record, assigned user, Autopilot identity and groups that is still to be seen
 * goes next, in the order Microsoft documents (docs/sources.md, deregistration). Nothing counts as gone before a look says so.
 */
export function decideRemoval(
  given: Device & { removal: Removal },
  { remains }: Pick<Observation, 'remains'>,
  { policy, now }: Pick<Circumstances, 'policy' | 'now'>,
): Decision {
  if (remains === undefined) return { device: late(given, policy, now), actions: [] };
  const device = learn(given, remains);
  const next = nextStep(remains);
  if (next === undefined) return { device: removed(device, now), actions: [{ kind: 'deleteHash' }] };
  if (next.step === device.removal.step) return { device: late(device, policy, now), actions: next.actions };
  const removal = { ...device.removal, step: next.step, refusal: undefined };
  const moved = move(device, { removal }, next.text, now);
  return {
    device: { ...moved, dueAt: nextLook(now, promptTicks[0] ?? policy.restingLook) },
    actions: next.actions,
  };
}

function nextStep({ managedDeviceIds, identity, entraObjectId, groups }: Remains): Next | undefined {
  if (managedDeviceIds.length > 0) {
    const actions: Action[] = [{ kind: 'deleteManagedDevices', managedDeviceIds: [...managedDeviceIds] }];
    return { step: 'intune', text: 'Removal: deleting it from Intune', actions };
  }
  if (identity !== 'absent') {
    const autopilotId = identity.id;
    // Both show sooner after a synchronisation.
    if (identity.assignedUser !== undefined) {
      const actions: Action[] = [{ kind: 'unassignUser', autopilotId }, { kind: 'sync' }];
      return { step: 'user', text: 'Removal: taking the assigned user off it', actions };
    }
    const actions: Action[] = [{ kind: 'deleteIdentity', autopilotId }, { kind: 'sync' }];
    return { step: 'autopilot', text: `Removal: deleting its Autopilot identity ${autopilotId}`, actions };
  }
  if (groups.length > 0 && entraObjectId !== undefined) {
    const actions: Action[] = [{ kind: 'leaveGroups', entraObjectId, groups: [...groups] }];
    return { step: 'groups', text: `Removal: taking it out of ${groups.join(', ')}`, actions };
  }
  return undefined;
}

/** Keeps what later steps need when its identity is gone. */
function learn<D extends Device>(device: D, { identity, entraObjectId }: Remains): D {
  const known = identity === 'absent' ? {} : { autopilotId: identity.id };
  const entraDeviceId = identity === 'absent' ? undefined : identity.entraDeviceId;
  return {
    ...device,
    ...known,
    entraDeviceId: entraDeviceId ?? device.entraDeviceId,
    entraObjectId: entraObjectId ?? device.entraObjectId,
  };
}

/** Nothing to see of it any more. What belonged to this registration is cleared, so that the device may be registered anew. */
function removed(device: Device & { removal: Removal }, now: number): Device {
  const { by, at } = device.removal;
  const gone = move(
    device,
    {
      status: 'removed',
      removal: { by, at, doneAt: now, autopilotId: device.autopilotId },
      autopilotId: undefined,
      managedDeviceId: undefined,
      assignedProfile: undefined,
      deploymentGroup: undefined,
      managedSince: undefined,
      shippedSince: undefined,
    },
    'Removed: no longer in Intune, Autopilot or a group of ours. Its Entra object was left alone',
    now,
  );
  return { ...announce(gone, 'removed', now, `Removal asked for by ${by.name}`), dueAt: undefined };
}

/** Looks again later, and says once when it takes too long. */
function late(device: Device & { removal: Removal }, policy: Policy, now: number): Device {
  const waiting = wait(device, promptTicks, policy, now);
  const { at, refusal } = device.removal;
  if (waiting.problem !== undefined || now - at <= policy.stuckAfter.removal) return waiting;
  const code = 'removal-stuck' as const;
  const problem = { code, at: now, detail: refusal?.code, requestId: refusal?.requestId };
  return announce(record({ ...waiting, problem }, problemText(code).sentence, now), 'stuck', now);
}

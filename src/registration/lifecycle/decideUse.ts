import { nameShown } from '../naming/nameShown.ts';
import { findProfile } from '../policy/tags.ts';
import type { ManagedDevice } from '../ports/intune.ts';
import { keepPlace } from './decidePlace.ts';
import { flag, whatFell, whatIsWrong } from './decideSetback.ts';
import type { Circumstances, Decision } from './decision.ts';
import type { Device } from './device.ts';
import {
  inUseWithoutObject,
  noteEntraObject,
  objectIsBack,
  withdrawWithoutObject,
  withoutDoubtfulGroups,
} from './entraObject.ts';
import { heardOf, type RecordFacts, recordInUse } from './intuneRecord.ts';
import { announce, move, nextLook, promptTicks, record } from './moves.ts';
import type { Observation } from './observation.ts';
import { isReborn, reborn } from './reborn.ts';

/** Milliseconds. */
const aDay = 24 * 3_600_000;

/**
 * Ready, active or inactive: whether it still is what it was called, whether it is where it belongs, and what Intune says of its use. A
 * look may see only a part: what was not looked at changes nothing.
 */
export function inUse(before: Device, look: Observation, circumstances: Circumstances): Decision {
  const { identity } = look;
  const { now } = circumstances;
  if (identity !== undefined && identity !== 'absent' && isReborn(before, identity))
    return { device: reborn(before, identity, now), actions: [] };
  const given = objectIsBack(noteEntraObject(before, look, now), look, now);
  const seen = withoutDoubtfulGroups(given, look);
  if (findProfile(circumstances.policy, given.profile) === undefined) return withoutProfile(given, seen, circumstances);
  const device = lookedForSoon(profileIsBack(given, circumstances), seen, circumstances);
  const fallen = whatFell(device, seen, circumstances);
  if (fallen !== undefined) return fallen;
  if (seen.entraDevice === 'absent') return withoutObject(device, seen, circumstances);
  const told = whatIsWrong(device, seen, circumstances);
  const { device: placed, actions } = keepPlace(told, seen, circumstances);
  if (placed.status === 'pending') return { device: placed, actions };
  // A move makes a device due at once, which this look has done with.
  const used = { ...use(placed, seen, circumstances), dueAt: device.dueAt };
  return { device: { ...used, dueAt: nextDue(used, seen, circumstances) }, actions };
}

/** Entra has no object of it: it is in no group, and cannot be put into one. Whether it is in use shows all the same. */
function withoutObject(given: Device, seen: Observation, circumstances: Circumstances): Decision {
  if (given.status === 'ready') return { device: withdrawWithoutObject(given, circumstances), actions: [] };
  const device = inUseWithoutObject(whatIsWrong(given, seen, circumstances), circumstances);
  const used = use(device, seen, circumstances);
  const quietAt = device.dueAt ?? nextDue({ ...used, dueAt: undefined }, seen, circumstances);
  return { device: { ...used, problem: device.problem, dueAt: quietAt }, actions: [] };
}

/** Nobody knows where it belongs until the policy has its profile again, which is said once. Whether it is in use shows all the same. */
function withoutProfile(device: Device, seen: Observation, circumstances: Circumstances): Decision {
  const { now } = circumstances;
  const code = 'profile-unknown' as const;
  const told = device.problem?.code === code ? device : flag(device, code, now, device.profile);
  const { problem } = told;
  const used = { ...use(told, seen, circumstances), problem, dueAt: device.dueAt, correctingSince: undefined };
  return { device: { ...used, dueAt: nextDue(used, seen, circumstances) }, actions: [] };
}

function profileIsBack(device: Device, { now }: Circumstances): Device {
  if (device.problem?.code !== 'profile-unknown') return device;
  return record({ ...device, problem: undefined }, 'The policy has its device profile again', now);
}

/** Autopilot says that the device is enrolled and as which record, and no list showed that record: a close look asks for it. */
function lookedForSoon(device: Device, { identity, managedDevices }: Observation, { now }: Circumstances): Device {
  if (device.status !== 'ready' || managedDevices !== undefined || identity === undefined || identity === 'absent')
    return device;
  const isNews = identity.enrolled && identity.managedDeviceId !== undefined;
  return isNews ? { ...device, dueAt: Math.min(device.dueAt ?? now, now) } : device;
}

/** What Intune says decides; a device that Intune no longer has is as quiet as one that does not call. */
export function use(device: Device, seen: Observation, circumstances: Circumstances): Device {
  const { policy, now } = circumstances;
  if (seen.managedDevices === undefined) return device;
  const facts = recordFacts(device, seen, circumstances);
  const latest = recordInUse(seen.managedDevices, facts);
  const isNews = latest !== undefined && heardOf(latest, facts) > (device.lastSyncAt ?? Number.NEGATIVE_INFINITY);
  const known = isNews ? learn(device, latest, facts) : device;
  if (known.lastSyncAt === undefined) return known;
  const quiet = now - known.lastSyncAt > policy.inactiveAfter;
  const status = quiet ? 'inactive' : isNews ? 'active' : device.status;
  if (status === device.status || (quiet && device.status === 'ready')) return known;
  const moved = move(known, { status }, text(status, known), now);
  if (status === 'inactive') return announce(moved, 'inactive', now);
  const asItWas = device.status === 'ready' && latest !== undefined && wasEnrolledBefore(device, latest);
  return asItWas ? announce(record(moved, resetNote, now), 'active', now, resetNote) : announce(moved, 'active', now);
}

/** What a look says that decides about Intune's records of a device. */
export function recordFacts(
  device: Device,
  { identity, assignment }: Observation,
  { policy, now }: Pick<Circumstances, 'policy' | 'now'>,
): RecordFacts {
  const shown = identity ?? (assignment === 'absent' ? undefined : assignment?.identity);
  return { device, identity: shown === 'absent' ? undefined : shown, now, quietAfter: policy.inactiveAfter };
}

/** Said of a device that somebody worked with before it was registered. */
export const resetNote =
  'It was in use when it was registered: its new Autopilot profile takes effect when somebody resets it';

/**
 * Whether the enrolment is of days before the registration: somebody works with the device as it was. Closer to it that says nothing, because
 * some tenants show the day of the registration as that of the enrolment.
 */
function wasEnrolledBefore({ registeredAt }: Device, { enrolledAt }: ManagedDevice): boolean {
  return enrolledAt !== undefined && registeredAt - enrolledAt > aDay;
}

function learn(device: Device, managed: ManagedDevice, facts: RecordFacts): Device {
  return {
    ...nameShown(device, managed, facts.now),
    managedDeviceId: managed.id,
    userPrincipalName: managed.userPrincipalName,
    lastSyncAt: heardOf(managed, facts),
  };
}

function text(status: Device['status'], { deviceName, userPrincipalName }: Device): string {
  if (status === 'inactive') return 'Inactive: no contact with Intune for longer than the limit';
  const user = userPrincipalName === undefined ? '' : `, signed in as ${userPrincipalName}`;
  return `Active: managed by Intune as ${deviceName ?? 'a device without a name'}${user}`;
}

/**
 * When to look at the device by itself. Signs of use and drift are found in lists, so that a device at rest costs nothing: an active one is
 * due when it has been quiet for too long, the others when something is under way.
 */
function nextDue(device: Device, seen: Observation, { policy, now }: Circumstances): number | undefined {
  const soon = (tick: number | undefined) => nextLook(now, tick ?? policy.restingLook);
  const whole = seen.managedDevices !== undefined && seen.identity !== undefined && seen.memberships !== undefined;
  const due = device.dueAt !== undefined && device.dueAt <= now;
  // It was to be looked at for a reason, and this look did not see it whole.
  if (due && !whole) return soon(Object.keys(seen).length === 0 ? policy.restingLook : promptTicks[0]);
  if (device.correctingSince !== undefined) {
    if (!due && device.dueAt !== undefined) return device.dueAt;
    return soon(promptTicks[Math.min(device.looks, promptTicks.length - 1)]);
  }
  if (!due && device.dueAt !== undefined && device.status !== 'active') return device.dueAt;
  if (device.status !== 'active' || device.lastSyncAt === undefined) return undefined;
  return nextLook(Math.max(device.lastSyncAt + policy.inactiveAfter, now), policy.restingLook);
}

import { problemText } from '../problems/catalogue.ts';
import { resetNote, use } from './decideUse.ts';
import type { Circumstances, Decision } from './decision.ts';
import type { Device } from './device.ts';
import type { EarlierEnrolment } from './intuneRecord.ts';
import { announce, move, record, waiting } from './moves.ts';
import type { Observation } from './observation.ts';

/*
 * The last look before a device is ready for user, and what an enrolment from before its registration changes about that
 * (docs/decisions/0022-which-intune-record-is-this-device.md).
 */

/** Ready for user; and in use already where somebody was faster, or never stopped. From here on, lists tell what happens to it. */
export function madeReady(
  device: Device,
  profile: string,
  enrolment: EarlierEnrolment | undefined,
  seen: Observation,
  circumstances: Circumstances,
): Device {
  const { now } = circumstances;
  const text = `Ready for user: assigned to ${profile}`;
  const ready = move(device, { status: 'ready', step: 'assigned', assignedProfile: profile }, text, now);
  // A move that was under way when the device fell back goes on.
  const placed = { ...ready, dueAt: device.deploymentGroup?.movingTo === undefined ? undefined : now };
  const used = use(placed, seen, circumstances);
  // Nobody is to ship a device that somebody works with.
  if (enrolment?.role === 'inUse' && used.status === 'active') return activeAsItWas(used, now);
  const noted = enrolment === undefined ? placed : record(placed, noteOn(enrolment), now);
  return use(announce(noted, 'ready', now), seen, circumstances);
}

function activeAsItWas(used: Device, now: number): Device {
  const [latest] = used.announcements.slice(-1);
  if (latest?.detail === resetNote) return used;
  const announcements = used.announcements.map((each) => (each === latest ? { ...each, detail: resetNote } : each));
  return record({ ...used, announcements }, resetNote, now);
}

function noteOn({ role, record: { deviceName, lastSyncAt, enrolledAt } }: EarlierEnrolment): string {
  const heard = lastSyncAt ?? enrolledAt;
  const name = deviceName === '' ? '' : ` ${deviceName},`;
  if (role === 'leftOver') {
    const since = heard === undefined ? 'has never called' : 'has not called since before the registration';
    return `Intune still has an old record of it,${name} which ${since}; you can delete that record in Intune`;
  }
  if (role === 'ending') return `Intune is still removing a record of it,${name} from an earlier enrolment`;
  return `Intune has a record of it,${name} which called shortly before the registration. If somebody works with the device, it becomes Active when it calls again`;
}

/** A shared device has to enrol anew: an earlier enrolment keeps it from that (0x80180014). It is not ready until that is gone. */
export function held(
  device: Device,
  { role, record: { deviceName } }: EarlierEnrolment,
  circumstances: Circumstances,
): Decision {
  const { policy, now } = circumstances;
  if (role === 'ending') return waiting(device, policy.lookTicks, policy, now);
  const code = role === 'leftOver' ? 'left-over-intune-record' : 'in-use-not-shared';
  if (device.problem?.code === code) return waiting(device, policy.lookTicks, policy, now);
  const told = record({ ...device, problem: { code, at: now, detail: deviceName } }, problemText(code).sentence, now);
  return waiting(announce(told, 'stuck', now), policy.lookTicks, policy, now);
}

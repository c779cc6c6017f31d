import type { AnnouncementKind } from '../announcements/announcement.ts';
import type { Policy } from '../policy/policy.ts';
import type { ServiceError } from '../ports/serviceError.ts';
import type { ProblemCode } from '../problems/catalogue.ts';
import { problemText } from '../problems/catalogue.ts';
import { accessProblem, explainAccess } from '../problems/explain.ts';
import { isBeingRemoved } from '../removal/isBeingRemoved.ts';
import type { Decision } from './decision.ts';
import type { Device } from './device.ts';

/** Entries kept of a device's history. */
const timelineLength = 60;

/** Waits between looks at what a person asked for or changed by hand, in milliseconds: few devices, and somebody who waits. */
export const promptTicks: readonly number[] = [15_000, 30_000, 60_000, 120_000, 300_000];

/** The device with one more line in its history. */
export function record(device: Device, text: string, now: number): Device {
  return { ...device, timeline: [...device.timeline, { at: now, text }].slice(-timelineLength) };
}

/** The device with something people must be told. */
export function announce(device: Device, kind: AnnouncementKind, now: number, detail?: string): Device {
  const id = `${device.id}:${kind}:${device.announcementCount}`;
  return {
    ...device,
    announcements: [...device.announcements, { id, kind, at: now, detail }],
    announcementCount: device.announcementCount + 1,
    announcedAt: device.announcedAt ?? now,
  };
}

/** The device in another status or step, to be looked at again at once. Whatever was wrong before is over. */
export function move(device: Device, changes: Partial<Device>, text: string, now: number): Device {
  const moved = { ...device, problem: undefined, ...changes, stepSince: now, looks: 0, dueAt: now };
  const turned = wasReady(moved) !== wasReady(device);
  return record(turned ? { ...moved, readiness: (device.readiness ?? 0) + 1 } : moved, text, now);
}

/** Ready for user, or in use. */
function wasReady({ status }: Device): boolean {
  return status === 'ready' || status === 'active' || status === 'inactive';
}

/** The device failed: a person has to act, and looking again would not help. */
export function fail(device: Device, code: ProblemCode, now: number, detail?: string, requestId?: string): Device {
  const problem = { code, at: now, detail, requestId };
  const failed = move(device, { status: 'failed', problem }, `Registration failed: ${problemText(code).sentence}`, now);
  return announce({ ...failed, dueAt: undefined }, 'failed', now);
}

/** What is known of a refusal of Microsoft Graph. */
export type Refusal = Pick<ServiceError, 'status' | 'permission' | 'message' | 'requestId'>;

/** Refusals closer together than this, in milliseconds, belong to one look. */
const oneLook = 5_000;

/**
 * The device waits for a permission that Preflight lacks, or for its sign-in to work: noted at once and said when the next look is refused
 * too, once, until a look works again or, where it was an act that was refused, until the device moves on.
 */
export function forbidden(device: Device, now: number, refusal: Refusal, acting = false): Device {
  const { permission, requestId, message } = refusal;
  const code = accessProblem(refusal);
  const known = device.problem;
  if (known?.code === code && known.permission === permission) {
    if (known.unconfirmed !== true || now - known.at < oneLook) return device;
    return announce({ ...device, problem: { ...known, unconfirmed: undefined } }, 'stuck', now);
  }
  const unconfirmed = true;
  const problem = {
    code,
    at: now,
    detail: message,
    requestId,
    permission,
    unconfirmed,
    ...(acting ? { acting } : {}),
  } as const;
  return record({ ...device, problem }, explainAccess(refusal), now);
}

/** Whether the device waits for Microsoft Graph to let Preflight in. */
export function isRefused({ problem }: Device): boolean {
  return problem?.code === 'permission-missing' || problem?.code === 'sign-in-failed';
}

/**
 * When to look again after about `tick` milliseconds: half of it at least, and then at a time that is a multiple of it. Devices that wait
 * for the same thing so come due together, share their requests, and end up in one digest.
 */
export function nextLook(now: number, tick: number): number {
  return Math.ceil((now + tick / 2) / tick) * tick;
}

/** Nothing to do but to look again later: after the next of `ticks`, the last of which repeats. Says once when a step takes too long, and for what it waits. */
export function wait(
  device: Device,
  ticks: readonly number[],
  policy: Policy,
  now: number,
  awaited?: string,
  code?: ProblemCode,
): Device {
  const tick = ticks[Math.min(device.looks, ticks.length - 1)] ?? policy.restingLook;
  const waiting = { ...device, looks: device.looks + 1, dueAt: nextLook(now, tick) };
  return stuck(waiting, policy, now, awaited, code);
}

function stuck(
  device: Device,
  policy: Policy,
  now: number,
  awaited: string | undefined,
  special: ProblemCode | undefined,
): Device {
  if (device.status !== 'pending' || device.step === 'assigned') return device;
  const code = special ?? (`stuck-${device.step}` as const);
  const { problem, serviceError } = device;
  const detail = [awaited, serviceError?.text].filter((text) => text !== undefined).join('. ') || undefined;
  // Told already: only the latest that the service said is news, and nobody is told of that.
  if (problem?.code === code && serviceError !== undefined)
    return { ...device, problem: { ...problem, detail, requestId: serviceError.requestId } };
  if (problem !== undefined) return device;
  // A removal has a time of its own.
  if (isBeingRemoved(device)) return device;
  if (now - device.stepSince <= policy.stuckAfter[device.step]) return device;
  const flagged = { ...device, problem: { code, at: now, detail, requestId: serviceError?.requestId } };
  return announce(record(flagged, `Taking longer than usual: ${problemText(code).sentence}`, now), 'stuck', now);
}

/**
 * The device waits for something that the tenant lacks and that people were told of once for all devices: its card says so, and no digest
 * names it as if it were at fault. `undefined` when that is over: the time it took does not count.
 */
export function holdUp(
  device: Device,
  code: 'group-missing' | 'autopilot-profile-missing',
  missing: string | undefined,
  now: number,
): Device {
  const isHeld = device.problem?.code === code;
  if (missing === undefined) return isHeld ? { ...device, problem: undefined, stepSince: now } : device;
  if (isHeld && device.problem?.detail === missing) return device;
  const held = { ...device, problem: { code, at: now, detail: missing } };
  return record(held, `${problemText(code).sentence} ${missing}`, now);
}

/** A decision that only waits. */
export function waiting(device: Device, ticks: readonly number[], policy: Policy, now: number): Decision {
  return { device: wait(device, ticks, policy, now), actions: [] };
}

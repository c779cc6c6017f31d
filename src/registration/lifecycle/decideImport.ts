import type { Policy } from '../policy/policy.ts';
import type { AutopilotIdentity, ImportRecord } from '../ports/autopilot.ts';
import type { ProblemCode } from '../problems/catalogue.ts';
import { meaningOf } from '../problems/importErrors.ts';
import type { Action, Circumstances, Decision } from './decision.ts';
import type { Device } from './device.ts';
import { fail, forbidden, move, nextLook, type Refusal, wait, waiting } from './moves.ts';
import type { Observation } from './observation.ts';

/** Imports that ended in a transient error, or were taken and left no trace, before the device counts as failed. */
export const importAttempts = 3;
/** The same for errors that nobody knows: one more attempt. */
const unknownAttempts = 2;

/** Milliseconds in which Entra usually knows a device that was imported. */
const untilLinked = 2 * 60_000;

const sentText = 'Sent to Autopilot';

/** Accepted: import it, or carry on with the registration it already has. */
export function afterAccepted(device: Device, seen: Observation, circumstances: Circumstances): Decision {
  if (seen.identity === undefined) return stay(device, circumstances);
  if (seen.identity !== 'absent') return adopt(device, seen.identity, circumstances.now, []);
  const { importId, now, policy } = circumstances;
  const { problem, waitingSince = device.stepSince } = device;
  const importTaken = undefined;
  const claim = { step: 'importing', importId, importRequestedAt: now, importTaken, waitingSince, problem } as const;
  const importing = move(device, claim, sentText, now);
  return {
    device: { ...importing, dueAt: nextLook(now, policy.import.ticks[0] ?? policy.restingLook) },
    actions: [{ kind: 'import', importId }],
  };
}

/** Importing: wait for the staging record to become final. */
export function whileImporting(device: Device, seen: Observation, circumstances: Circumstances): Decision {
  if (seen.importRecord === undefined) return stay(device, circumstances);
  if (seen.importRecord === 'absent') return untraced(device, seen, circumstances);
  const { importRecord } = seen;
  if (seen.importProgress === 'partly' && isSoonOver(device, circumstances)) return together(device, circumstances);
  switch (importRecord.state) {
    case 'complete':
      return {
        device: completed(device, importRecord, circumstances),
        actions: [],
      };
    case 'error':
      return refused(device, importRecord, circumstances);
    case 'unknown':
    case 'pending':
    case 'partial':
      return stay(device, circumstances);
    default:
      return importRecord.state satisfies never;
  }
}

/** Whether the service is done with a record. */
export function isFinal({ state }: ImportRecord): boolean {
  return state === 'complete' || state === 'error';
}

function isSoonOver(device: Device, { now, policy }: Circumstances): boolean {
  return now - (device.importRequestedAt ?? 0) < policy.usual.importing;
}

/** The records of one request become final within moments of each other: who goes on together shares every request from here on. */
function together(device: Device, { now, policy }: Circumstances): Decision {
  return {
    device: { ...device, dueAt: nextLook(now, policy.import.ticks[0] ?? policy.restingLook) },
    actions: [],
  };
}

/** The identity turns up a little after its record says complete, and Entra later still. */
function completed(device: Device, { id, registrationId }: ImportRecord, { now }: Circumstances): Device {
  const changes = { step: 'imported', autopilotId: registrationId, importRecordId: id } as const;
  const moved = move(device, changes, 'Imported into Autopilot', now);
  return { ...moved, dueAt: nextLook(now, untilLinked) };
}

/** The import left no staging record: it may be late, read and removed by another tool, or never have arrived. */
function untraced(device: Device, { identity, importElsewhere }: Observation, circumstances: Circumstances): Decision {
  const { now, policy } = circumstances;
  if (identity !== undefined && identity !== 'absent') return adopt(device, identity, now, []);
  // It said that it did not take the import, and its list says the same.
  if (device.importTaken === false && identity === 'absent') return unanswered(device, circumstances);
  const age = now - (device.importRequestedAt ?? now);
  if (age <= policy.import.grace || identity === undefined || importElsewhere === true)
    return stay(device, circumstances);
  if (device.importTaken !== true) return unanswered(device, circumstances);
  const tried = { code: 'import-failed', attempts: importAttempts, detail: 'no trace in Autopilot' } as const;
  return importAgain(device, 'The import left no trace; sending it again', circumstances, [], tried);
}

/** Nobody knows whether Autopilot ever got the import. The service was away, which is no fault of the device: it is sent again without an end, and people are told when that takes long. */
function unanswered(device: Device, { policy, now }: Circumstances): Decision {
  const { problem, waitingSince = device.stepSince } = device;
  const text =
    device.importTaken === false
      ? 'Autopilot did not take the import; sending it again'
      : 'Autopilot did not answer, and the import left no trace; sending it again';
  const accepted = move(importOver(device), { step: 'accepted', problem }, text, now);
  return waiting({ ...accepted, stepSince: waitingSince }, policy.import.ticks, policy, now);
}

function refused(device: Device, importRecord: ImportRecord, circumstances: Circumstances): Decision {
  const { now } = circumstances;
  const cleanUp: Action = { kind: 'deleteImportRecord', recordId: importRecord.id };
  const detail = `${importRecord.errorName ?? 'unnamed error'} (${importRecord.errorCode})`;
  const meaning = meaningOf(importRecord.errorName);
  if (meaning === 'already-registered') {
    const imported = move(
      device,
      { step: 'imported', autopilotId: undefined },
      'Already registered with Autopilot here',
      now,
    );
    return { device: imported, actions: [cleanUp] };
  }
  const over = importOver(device);
  if (meaning === 'transient' || meaning === 'unknown') {
    const tried =
      meaning === 'transient'
        ? ({ code: 'import-failed', attempts: importAttempts, detail } as const)
        : ({ code: 'unexpected-error', attempts: unknownAttempts, detail, requestId: device.importId } as const);
    return importAgain(over, `Autopilot reported ${detail}; trying again`, circumstances, [cleanUp], tried);
  }
  return { device: fail(over, meaning, now, detail, device.importId), actions: [cleanUp] };
}

/** The device without the import that certainly came to its end, or certainly never began: a retry need not look for it. */
export function importOver(device: Device): Device {
  return {
    ...device,
    importId: undefined,
    importRequestedAt: undefined,
    importTaken: undefined,
    importRecordId: undefined,
  };
}

/** How often an import is tried, and what the device fails with after that. */
interface Tried {
  code: ProblemCode;
  attempts: number;
  detail: string;
  requestId?: string | undefined;
}

/** Waits for its turn to be imported once more, unless it was tried often enough. */
export function importAgain(
  device: Device,
  text: string,
  { now, policy }: Circumstances,
  actions: Action[],
  { code, attempts, detail, requestId }: Tried,
): Decision {
  if ((device.importAttempts ?? 0) + 1 >= attempts)
    return { device: fail(device, code, now, detail, requestId), actions };
  const accepted = move(
    device,
    {
      step: 'accepted',
      importId: undefined,
      importRequestedAt: undefined,
      importTaken: undefined,
      importAttempts: (device.importAttempts ?? 0) + 1,
    },
    text,
    now,
  );
  return { device: { ...accepted, dueAt: nextLook(now, policy.import.ticks.at(-1) ?? policy.restingLook) }, actions };
}

/** Carries on with the identity Autopilot already has. */
function adopt(device: Device, identity: AutopilotIdentity, now: number, actions: Action[]): Decision {
  const imported = move(device, { step: 'imported', autopilotId: identity.id }, 'Found in Autopilot', now);
  return { device: imported, actions };
}

/** Looks again on the import's own schedule. */
function stay(device: Device, { policy, now }: Circumstances): Decision {
  return waiting(device, policy.import.ticks, policy, now);
}

/** Why an import request certainly did nothing. */
export interface NotSent {
  now: number;
  /** Milliseconds until it may be tried again. */
  delay: number;
  /** The service's code and request id. */
  reason: string;
  /** `refused`: this very device is at fault; `later`: the service was busy, away, or refused Preflight. */
  kind: 'refused' | 'later';
  requestId?: string | undefined;
  /** Set when Microsoft Graph refused Preflight. */
  refusal?: Refusal | undefined;
}

/** An import that was claimed and cannot be sent: the hardware hash is gone. */
export function importWithoutHash(device: Device, now: number): Device {
  return fail(unsent(device), 'hash-missing', now);
}

/** As it was before the import was claimed, in its history too. */
function unsent(device: Device): Device {
  return {
    ...importOver(device),
    step: 'accepted',
    stepSince: device.waitingSince ?? device.stepSince,
    timeline: device.timeline.filter(({ at, text }) => text !== sentText || at !== device.importRequestedAt),
  };
}

/** Autopilot asked to come back later, or refused the sign-in: nothing should have happened, and the next look makes sure of it. */
export function importDoubted(device: Device, facts: Pick<NotSent, 'now' | 'delay' | 'refusal'>): Device {
  const { now, delay, refusal } = facts;
  const told = refusal === undefined ? device : forbidden(device, now, refusal, true);
  return { ...told, importTaken: false, dueAt: now + delay };
}

/** Takes back the claim of an import that certainly did not happen, as if it had waited all the time; a refusal of this very device fails it. */
export function importNotSent(device: Device, policy: Policy, facts: NotSent): Device {
  const { now, delay, reason, kind, requestId, refusal } = facts;
  if (kind === 'refused') return fail(importOver(device), 'import-refused', now, reason, requestId);
  const accepted = unsent(device);
  const told = refusal === undefined ? accepted : forbidden(accepted, now, refusal, true);
  return { ...wait(told, policy.import.ticks, policy, now), dueAt: now + delay };
}

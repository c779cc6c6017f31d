import type { AutopilotIdentity, ImportRecord } from '../ports/autopilot.ts';
import { importProblem } from '../problems/catalogue.ts';
import type { Action, Circumstances, Decision } from './decision.ts';
import type { Device } from './device.ts';
import { fail, move, nextLook, record, waiting } from './moves.ts';
import type { Observation } from './observation.ts';

/** Imports that ended in a transient error before the device counts as failed. */
const importAttempts = 3;

/** Accepted: import it, or carry on with the registration it already has. */
export function afterAccepted(device: Device, seen: Observation, circumstances: Circumstances): Decision {
  if (seen.identity === undefined) return stay(device, circumstances);
  if (seen.identity !== 'absent') return adopt(device, seen.identity, circumstances.now, []);
  const { importId, now, policy } = circumstances;
  const importing = move(device, { step: 'importing', importId, importRequestedAt: now }, 'Sent to Autopilot', now);
  return {
    device: { ...importing, dueAt: nextLook(now, policy.import.ticks[0] ?? policy.restingLook) },
    actions: [{ kind: 'import', importId }],
  };
}

/** Importing: wait for the staging record to become final. */
export function whileImporting(device: Device, seen: Observation, circumstances: Circumstances): Decision {
  if (seen.importRecord === undefined) return stay(device, circumstances);
  if (seen.importRecord === 'absent') return untraced(device, seen.identity, circumstances);
  const { importRecord } = seen;
  switch (importRecord.state) {
    case 'complete':
      return {
        device: move(
          device,
          { step: 'imported', autopilotId: importRecord.registrationId, importRecordId: importRecord.id },
          'Imported into Autopilot',
          circumstances.now,
        ),
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

/** The import left no staging record: it may be late, read and removed by another tool, or never have arrived. */
function untraced(device: Device, identity: Observation['identity'], circumstances: Circumstances): Decision {
  const { now, policy } = circumstances;
  if (identity !== undefined && identity !== 'absent') return adopt(device, identity, now, []);
  const age = now - (device.importRequestedAt ?? now);
  if (age <= policy.import.grace || identity === undefined) return stay(device, circumstances);
  return again(device, 'The import left no trace; sending it again', circumstances, []);
}

function refused(device: Device, importRecord: ImportRecord, circumstances: Circumstances): Decision {
  const { now } = circumstances;
  const cleanUp: Action = { kind: 'deleteImportRecord', recordId: importRecord.id };
  const detail = `${importRecord.errorName ?? 'unnamed error'} (${importRecord.errorCode})`;
  const meaning = importProblem(importRecord.errorName);
  if (meaning === 'already-registered') {
    const imported = move(
      device,
      { step: 'imported', autopilotId: undefined },
      'Already registered with Autopilot here',
      now,
    );
    return { device: imported, actions: [cleanUp] };
  }
  if (meaning === 'transient' && (device.importAttempts ?? 0) + 1 < importAttempts) {
    return again(device, `Autopilot reported ${detail}; trying again`, circumstances, [cleanUp]);
  }
  const code = meaning === 'transient' ? 'import-failed' : meaning;
  return { device: fail(device, code, now, detail), actions: [cleanUp] };
}

function again(device: Device, text: string, { now, policy }: Circumstances, actions: Action[]): Decision {
  const accepted = move(
    device,
    {
      step: 'accepted',
      importId: undefined,
      importRequestedAt: undefined,
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

/**
 * Takes back the claim of an import that certainly did not happen, so that it is sent again after `delay` milliseconds; after a refusal
 * of this very device (`problem`), fails it.
 */
export function importNotSent(
  device: Device,
  facts: { now: number; delay: number; reason: string; refused: boolean },
): Device {
  const { now, delay, reason } = facts;
  if (facts.refused) return fail(device, 'import-refused', now, reason);
  const claimFree = { ...device, step: 'accepted' as const, importId: undefined, importRequestedAt: undefined };
  return { ...record(claimFree, `Not sent: ${reason}`, now), looks: 0, dueAt: now + delay };
}

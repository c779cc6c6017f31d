import { alreadyAssigned, importAgain, importAttempts } from './decideImport.ts';
import type { Circumstances, Decision } from './decision.ts';
import type { Device, ServiceAnswer } from './device.ts';
import { fail, wait } from './moves.ts';

/**
 * Imported, and not to be seen for longer than that ever takes: it was deleted, or Autopilot was wrong. Where a file asked for it, it is
 * imported again, a few times; the look before that finds it wherever it is.
 */
export function notInAutopilot(device: Device, circumstances: Circumstances): Decision {
  const { policy, now } = circumstances;
  if (now - device.stepSince <= policy.stuckAfter.imported)
    return { device: wait(device, policy.lookTicks, policy, now), actions: [{ kind: 'sync' }] };
  if (device.requestedIn === undefined) return { device: fail(device, 'left-autopilot', now), actions: [] };
  const forgotten: Device = { ...device, autopilotId: undefined };
  const { serviceError, importId } = device;
  if (serviceError?.name === alreadyAssigned) return outOfSight(forgotten, serviceError, circumstances);
  return importAgain(
    forgotten,
    'Autopilot does not show the device it said it has; sending it again',
    circumstances,
    [],
    {
      code: 'import-failed',
      attempts: importAttempts,
      detail: 'Autopilot does not show the device after its import',
      requestId: importId,
    },
  );
}

/**
 * Autopilot says that it has the device, and does not show it (https://github.com/MicrosoftDocs/MD-101-Microsoft-365-Mobility-and-Security/issues/14):
 * sent once more, since a registration that is being deleted does the same for a while; then others must act.
 */
function outOfSight(device: Device, { text, requestId }: ServiceAnswer, circumstances: Circumstances): Decision {
  return importAgain(
    device,
    `Autopilot reported ${text}, but does not show the device; sending it once more`,
    circumstances,
    [],
    { code: 'registered-out-of-sight', attempts: 2, detail: text, requestId },
  );
}

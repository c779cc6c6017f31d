import { noBatch } from '../announcements/digest.ts';
import { markCardsDue } from '../batches/updateCards.ts';
import { record } from '../lifecycle/moves.ts';
import type { Person } from '../person.ts';
import type { Ports } from '../ports/ports.ts';
import type { RemovalOutcome } from '../registration.ts';
import { auditRequest } from '../writeAudit.ts';
import { refuseRemoval } from './refuseRemoval.ts';

type World = Pick<Ports, 'store' | 'clock' | 'newId'>;

/** Records that somebody wants these devices removed; the next pass begins with it. Each is judged as it is now, whatever a card showed. */
export async function removeDevices(
  request: { deviceIds: readonly string[]; actor: Person; activityId: string | undefined },
  world: World,
): Promise<RemovalOutcome[]> {
  const outcomes: RemovalOutcome[] = [];
  for (const deviceId of new Set(request.deviceIds)) outcomes.push(await removeDevice(deviceId, request, world));
  return outcomes;
}

async function removeDevice(
  deviceId: string,
  request: Parameters<typeof removeDevices>[0],
  world: World,
): Promise<RemovalOutcome> {
  const { actor, activityId } = request;
  const device = await world.store.get('devices', deviceId);
  if (device === undefined) return { kind: 'unknown' };
  const reason = refuseRemoval(device);
  if (reason !== undefined) return { kind: 'refused', reason, device };
  const { serialNumber, manufacturer, status, requestedIn } = device;
  await auditRequest(world, {
    actor,
    action: 'askedToRemove',
    subject: deviceId,
    detail: { serialNumber, manufacturer, status, batch: requestedIn },
    activityId,
  });
  const now = world.clock.now();
  const asked = record(device, `Removal asked for by ${actor.name}`, now);
  const claimed = await world.store.replace('devices', {
    ...asked,
    removal: { by: actor, at: now },
    problem: undefined,
    looks: 0,
    dueAt: now,
  });
  // Somebody else's click, or a pass, was stored first.
  if (claimed === undefined) return removeDevice(deviceId, request, world);
  // Cards that said “ship” must not say so any more.
  await markCardsDue([requestedIn ?? noBatch], world);
  return { kind: 'requested', device: claimed };
}

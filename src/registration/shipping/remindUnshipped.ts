import type { Device } from '../lifecycle/device.ts';
import { announce, record } from '../lifecycle/moves.ts';
import type { Policy } from '../policy/policy.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { isBeingRemoved } from '../removal/isBeingRemoved.ts';

/** Announces devices that have been ready for user for long without anybody having marked them as shipped: each once, and again only when it became ready anew. */
export async function remindUnshipped(
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  policy: Pick<Policy, 'shipReminderAfter'>,
  signal?: AbortSignal,
): Promise<{ reminded: number }> {
  const now = clock.now();
  let reminded = 0;
  for await (const device of everyRecord(store, 'devices', { equals: { status: 'ready' } })) {
    if (signal?.aborted === true) break;
    if (!isForgotten(device, policy, now)) continue;
    const told = record({ ...device, shipReminderAt: now }, 'Ready for user for long, and not marked as shipped', now);
    // Whoever changed it meanwhile may have shipped it; if not, the next run comes here again.
    if ((await store.replace('devices', announce(told, 'unshipped', now))) !== undefined) reminded += 1;
  }
  return { reminded };
}

function isForgotten(device: Device, policy: Pick<Policy, 'shipReminderAfter'>, now: number): boolean {
  const { shipped, stepSince, shipReminderAt } = device;
  if (isBeingRemoved(device)) return false;
  if (shipped !== undefined || now - stepSince <= policy.shipReminderAfter) return false;
  return shipReminderAt === undefined || shipReminderAt < stepSince;
}

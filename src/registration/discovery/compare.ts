import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';

/**
 * Step 5 of the automatic workflow: shipped devices that nobody requested and that are not managed yet are registered, by making them
 * due. The same look makes every other unfinished device due that lost its place in the schedule.
 */
export async function compare({ store, clock }: Pick<Ports, 'store' | 'clock'>): Promise<{ due: number }> {
  let due = 0;
  for await (const device of everyRecord(store, 'devices', { equals: { status: 'pending' } })) {
    if (device.dueAt !== undefined) continue;
    if ((await store.replace('devices', { ...device, dueAt: clock.now() })) !== undefined) due += 1;
  }
  return { due };
}

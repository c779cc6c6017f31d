import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import type { Device } from './device.ts';
import type { WakeSubject } from './wakeUp.ts';

type World = Pick<Ports, 'store' | 'clock'>;

/** Stores wake-ups durably, so that the notification may be acknowledged. */
export async function storeWakeUps(
  subjects: readonly WakeSubject[],
  { store, clock, newId }: World & Pick<Ports, 'newId'>,
): Promise<void> {
  const at = clock.now();
  await store.createAll(
    'wakeUps',
    subjects.map((subject) => ({ id: newId(), at, subject })),
  );
}

/** Makes every device due that a stored wake-up names, then forgets the wake-ups. */
export async function wakeDevices({ store, clock }: World): Promise<number> {
  let woken = 0;
  let everything = false;
  for await (const wakeUp of everyRecord(store, 'wakeUps', {})) {
    // A group names no device: look at all that are waiting.
    if (wakeUp.subject.kind !== 'entraObject') everything = true;
    else woken += await makeDue({ entraObjectId: wakeUp.subject.id }, { store, clock });
    await store.delete('wakeUps', wakeUp.id, wakeUp.version);
  }
  if (everything) {
    for (const status of ['pending', 'ready'] as const) woken += await makeDue({ status }, { store, clock });
  }
  return woken;
}

async function makeDue(
  equals: { entraObjectId: string } | { status: Device['status'] },
  { store, clock }: World,
): Promise<number> {
  const now = clock.now();
  let made = 0;
  for await (const device of everyRecord(store, 'devices', { equals })) {
    if (device.status === 'failed' || (device.dueAt !== undefined && device.dueAt <= now)) continue;
    if ((await store.replace('devices', { ...device, dueAt: now })) !== undefined) made += 1;
  }
  return made;
}

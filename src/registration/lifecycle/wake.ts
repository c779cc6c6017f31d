import { setImmediate } from 'node:timers/promises';
import type { Ports } from '../ports/ports.ts';
import { setsOf } from '../ports/setsOf.ts';
import type { Filter } from '../ports/store.ts';
import type { Device } from './device.ts';
import type { WakeSubject } from './wakeUp.ts';

type World = Pick<Ports, 'store' | 'clock'>;

/** Subjects in one record, so that it fits into any store. */
const subjectsPerRecord = 1_000;
/** Devices read and written together. */
const setSize = 500;

/** Stores wake-ups durably. */
export async function storeWakeUps(
  subjects: readonly WakeSubject[],
  { store, clock, newId }: World & Pick<Ports, 'newId'>,
): Promise<void> {
  const at = clock.now();
  const parts = setsOf(subjects, subjectsPerRecord).map((part) => ({ id: newId(), at, dueAt: at, subjects: part }));
  if (parts.length > 0) await store.createAll('wakeUps', parts);
}

/**
 * Makes devices due, a set at a time: those of a status, or those of Entra objects, at most 500. Resolves with those that fit, except removed
 * ones: what is there again was not known.
 */
export async function makeDue(
  which: Pick<Filter<'devices'>, 'equals' | 'equalsAny'>,
  { store, clock }: World,
): Promise<Device[]> {
  const found: Device[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query('devices', { ...which, limit: setSize, cursor });
    const there = page.items.filter(({ status }) => status !== 'removed');
    const now = clock.now();
    const sleeping = there.filter((device) => isAsleep(device, now));
    // Somebody who changes a device meanwhile looks at it anyway.
    if (sleeping.length > 0)
      await store.replaceAll(
        'devices',
        sleeping.map((device) => ({ ...device, dueAt: now })),
      );
    found.push(...there);
    cursor = page.cursor;
    // Others have their turn between two sets.
    await setImmediate();
  } while (cursor !== undefined);
  return found;
}

/** Makes one device due, unless it failed: then a person is waited for. */
export async function makeDeviceDue(device: Device, { store, clock }: World): Promise<void> {
  const now = clock.now();
  // Somebody who changes the device meanwhile looks at it anyway.
  if (isAsleep(device, now)) await store.replace('devices', { ...device, dueAt: now });
}

function isAsleep({ status, dueAt }: Device, now: number): boolean {
  return status !== 'failed' && (dueAt === undefined || dueAt > now);
}

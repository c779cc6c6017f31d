import type { Device } from '../lifecycle/device.ts';
import { findDevices } from '../lifecycle/findDevices.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { lifeOf } from '../shipping/shownDevices.ts';
import type { RetryScope } from './storedRetry.ts';
import type { RetryFacts } from './whyNot.ts';

/**
 * The devices a retry is about, each once; `unknown` is told of serial numbers that no device has, `again` of devices that are not what a card
 * showed any more.
 */
export async function* devicesOf(
  scope: RetryScope,
  store: Ports['store'],
  unknown: (serialNumber: string) => void = () => undefined,
  again: (device: Device) => void = () => undefined,
): AsyncGenerator<Device> {
  switch (scope.kind) {
    case 'devices': {
      const seen = new Set<string>();
      for (const serialNumber of scope.serialNumbers) {
        const found = await findDevices(serialNumber, store);
        if (found.length === 0) unknown(serialNumber);
        yield* found.filter(({ id }) => !seen.has(id));
        for (const { id } of found) seen.add(id);
      }
      return;
    }
    case 'shown':
      for (const { key, life } of scope.shown) {
        const device = await store.get('devices', key);
        if (device === undefined) unknown(key.split('|').at(-1) ?? key);
        else if (life === '' || life === lifeOf(device)) yield device;
        else again(device);
      }
      return;
    case 'batch':
      yield* everyRecord(store, 'devices', { equals: { requestedIn: scope.batchId, status: 'failed' } });
      return;
    case 'failed':
      yield* everyRecord(store, 'devices', { equals: { status: 'failed' } });
      return;
    default:
      return scope satisfies never;
  }
}

/** What decides, beside the device, whether it is tried again. */
export async function factsOf(device: Device, scope: RetryScope, store: Ports['store']): Promise<RetryFacts> {
  const isHashStored = (await store.get('hashes', device.id)) !== undefined;
  return { isNamed: scope.kind === 'devices', isHashStored };
}

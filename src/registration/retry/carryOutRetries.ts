import { markCardsDue } from '../batches/updateCards.ts';
import type { Device } from '../lifecycle/device.ts';
import { tryAgain } from '../lifecycle/tryAgain.ts';
import type { Policy } from '../policy/policy.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { devicesOf, factsOf } from './devicesOf.ts';
import type { StoredRetry } from './storedRetry.ts';
import { whyNot } from './whyNot.ts';

type World = Pick<Ports, 'store' | 'clock'>;

/**
 * Does what was asked with `retry`, page by page. May be stopped anywhere and repeated: a device that is on its way again is left as it is,
 * and so is one that has failed since.
 */
export async function carryOutRetries(world: World, policy: Policy): Promise<void> {
  for await (const request of everyRecord(world.store, 'retries', {})) {
    const batches = new Set<string>();
    for await (const device of devicesOf(request.scope, world.store)) {
      const tried = await tryOne(device, request, world, policy);
      if (tried?.requestedIn !== undefined) batches.add(tried.requestedIn);
    }
    await markCardsDue(batches, world);
    await world.store.delete('retries', request.id, request.version);
  }
}

/** The device as it is stored now, where it was tried again; read anew as often as somebody else changes it meanwhile. */
async function tryOne(device: Device, request: StoredRetry, world: World, policy: Policy): Promise<Device | undefined> {
  const { store, clock } = world;
  if (device.problem !== undefined && device.problem.at > request.at) return undefined;
  if (whyNot(device, await factsOf(device, request.scope, store), policy) !== undefined) return undefined;
  const again = tryAgain(device, request.by, clock.now());
  if (again === undefined || again === device) return undefined;
  const stored = await store.replace('devices', again);
  if (stored !== undefined) return stored;
  const current = await store.get('devices', device.id);
  return current === undefined ? undefined : tryOne(current, request, world, policy);
}

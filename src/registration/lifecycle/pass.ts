import type { Policy } from '../policy/policy.ts';
import { type ConcludePorts, conclude } from './conclude.ts';
import type { Device } from './device.ts';
import { observe } from './observe.ts';
import { removeStagingRecords } from './stagingRecords.ts';

export type PassPorts = ConcludePorts;

/** What a pass did. */
export interface PassResult {
  /** Batches whose devices changed. */
  batches: Set<string>;
  /** Services that could not be asked, and devices that could not be decided; all are looked at again on their schedule. */
  errors: unknown[];
}

/** A pass that has done nothing yet; kept by a caller who wants to know what was done when a pass ends with an error. */
export function noResult(): PassResult {
  return { batches: new Set(), errors: [] };
}

/** Devices looked at together: what lists cost is shared by all of them. Ten thousand take 30 MB. */
const setSize = 10_000;
/** Records the store gives at once. */
const pageSize = 1_000;
/** Looks in a row in one pass: one device goes through all of its steps in fewer. */
const rounds = 12;

/** Takes every due device as far as it goes now: observe the set, decide each, commit each, act on the set; again while anything moved. Then some of what imports left behind is removed. */
export async function pass(
  ports: PassPorts,
  policy: Policy,
  signal?: AbortSignal,
  result: PassResult = noResult(),
): Promise<PassResult> {
  const faulty = new Set<string>();
  for (let round = 0; round < rounds && signal?.aborted !== true; round += 1) {
    const due = await dueDevices(ports, faulty);
    if (due.length === 0) break;
    const look = await observe(due, ports, policy);
    result.errors.push(...look.failures.map(({ error }) => error));
    const errors = new Map(look.failures.flatMap(({ devices, error }) => devices.map(({ id }) => [id, error])));
    const sightings = due.map((device) => ({
      device,
      seen: look.observations.get(device.id) ?? {},
      error: errors.get(device.id),
    }));
    const { faults } = await conclude(sightings, ports, policy, { written: 0, batches: result.batches, faults: [] });
    for (const { id, error } of faults) {
      result.errors.push(error);
      faulty.add(id);
    }
  }
  if (signal?.aborted !== true) await removeStagingRecords(ports);
  return result;
}

async function dueDevices({ store, clock }: PassPorts, faulty: ReadonlySet<string>): Promise<Device[]> {
  const due: Device[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query('devices', {
      atMost: { field: 'dueAt', value: clock.now() },
      limit: pageSize,
      cursor,
    });
    due.push(...page.items.filter(({ id }) => !faulty.has(id)));
    cursor = page.cursor;
  } while (cursor !== undefined && due.length < setSize);
  return due;
}

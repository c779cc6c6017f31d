import { markCardsDue } from '../batches/updateCards.ts';
import type { Device } from '../lifecycle/device.ts';
import { findDevices } from '../lifecycle/findDevices.ts';
import { tryAgain } from '../lifecycle/tryAgain.ts';
import type { Person } from '../person.ts';
import type { Policy } from '../policy/policy.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { writeAudit } from '../writeAudit.ts';
import { whyNot } from './whyNot.ts';

type World = Pick<Ports, 'store' | 'clock' | 'newId'>;

/** What is to be tried again. */
export interface RetryRequest {
  /** Devices named one by one, all failed ones of a file, or all failed ones. */
  scope:
    | { kind: 'devices'; serialNumbers: readonly string[] }
    | { kind: 'batch'; batchId: string }
    | { kind: 'failed' };
  actor: Person;
  activityId: string | undefined;
}

/** What came of it. */
export interface RetryOutcome {
  /** Devices that were failed and are on their way again. */
  again: RetriedDevices;
  /** Devices that were on their way, with a problem: they are looked at now. */
  lookedAt: RetriedDevices;
  /** Among `again`, those named whose hardware hash is no longer stored: they go on only if Autopilot has them. */
  withoutHash: RetriedDevices;
  /** Devices that were left as they are, by reason. */
  left: (RetriedDevices & { reason: string; remedy: string })[];
  /** Serial numbers of no device here, as they were given. */
  unknown: string[];
}

/** Devices of one kind; the first few are named. */
export interface RetriedDevices {
  count: number;
  serialNumbers: string[];
}

/** Serial numbers an outcome names of each kind. */
const named = 20;

/**
 * Tries devices again. Of a file, or of all, those are left alone whose problem says that trying again cannot help; a device that is named is
 * tried whatever its problem, for somebody who knows that the reason is gone. Devices are changed one by one, page by page: what was done
 * when the process dies stays done, and asking again does the rest.
 */
export async function retry(request: RetryRequest, world: World, policy: Policy): Promise<RetryOutcome> {
  const tally = newTally();
  const batches = new Set<string>();
  const isNamed = request.scope.kind === 'devices';
  for await (const device of devicesOf(request.scope, tally.unknown, world.store)) {
    const changed = await retryDevice(device, isNamed, request.actor, world, policy, tally);
    if (changed?.requestedIn !== undefined) batches.add(changed.requestedIn);
  }
  const outcome = outcomeOf(tally);
  await markCardsDue(batches, world);
  await writeAudit(world, {
    actor: request.actor,
    action: 'retried',
    subject: subjectOf(request.scope),
    detail: { again: outcome.again, lookedAt: outcome.lookedAt, left: outcome.left.map(({ count }) => count) },
    activityId: request.activityId,
  });
  return outcome;
}

async function* devicesOf(
  scope: RetryRequest['scope'],
  unknown: string[],
  store: World['store'],
): AsyncGenerator<Device> {
  switch (scope.kind) {
    case 'devices': {
      const seen = new Set<string>();
      for (const serialNumber of scope.serialNumbers) {
        const found = await findDevices(serialNumber, store);
        if (found.length === 0) unknown.push(serialNumber);
        yield* found.filter(({ id }) => !seen.has(id));
        for (const { id } of found) seen.add(id);
      }
      return;
    }
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

/** Changes one device; read again as often as somebody else changes it meanwhile. */
async function retryDevice(
  device: Device,
  isNamed: boolean,
  actor: Person,
  world: World,
  policy: Policy,
  tally: Tally,
): Promise<Device | undefined> {
  const { store, clock } = world;
  const lacksHash = device.autopilotId === undefined && (await store.get('hashes', device.id)) === undefined;
  const reason = whyNot(device, { isNamed, lacksHash }, policy);
  if (reason !== undefined) {
    const key = `${reason.reason} ${reason.remedy}`;
    const left = tally.left[key] ?? { ...reason, ...none() };
    tally.left[key] = left;
    add(left, device);
    return undefined;
  }
  const again = tryAgain(device, actor, clock.now());
  if (again === undefined) return undefined;
  const stored = again === device ? device : await store.replace('devices', again);
  if (stored === undefined) {
    const current = await store.get('devices', device.id);
    return current === undefined ? undefined : retryDevice(current, isNamed, actor, world, policy, tally);
  }
  add(device.status === 'failed' ? tally.again : tally.lookedAt, device);
  if (device.status === 'failed' && lacksHash) add(tally.withoutHash, device);
  return stored;
}

function subjectOf(scope: RetryRequest['scope']): string {
  switch (scope.kind) {
    case 'devices':
      return scope.serialNumbers.slice(0, named).join(', ');
    case 'batch':
      return scope.batchId;
    case 'failed':
      return 'all failed devices';
    default:
      return scope satisfies never;
  }
}

function newTally() {
  const left: Record<string, RetryOutcome['left'][number]> = {};
  return { again: none(), lookedAt: none(), withoutHash: none(), left, unknown: [] as string[] };
}

type Tally = ReturnType<typeof newTally>;

function none(): RetriedDevices {
  return { count: 0, serialNumbers: [] };
}

function add(devices: RetriedDevices, { serialNumber }: Device): void {
  devices.count += 1;
  if (devices.serialNumbers.length < named) devices.serialNumbers.push(serialNumber);
}

function outcomeOf({ left, ...rest }: Tally): RetryOutcome {
  return { ...rest, left: Object.values(left) };
}

import type { Device } from '../lifecycle/device.ts';
import type { Person } from '../person.ts';
import type { Policy } from '../policy/policy.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { auditRequest } from '../writeAudit.ts';
import { devicesOf, factsOf } from './devicesOf.ts';
import type { RetryScope } from './storedRetry.ts';
import { whyNot } from './whyNot.ts';

type World = Pick<Ports, 'store' | 'clock' | 'newId'>;

/** What is to be tried again. */
export interface RetryRequest {
  scope: RetryScope;
  actor: Person;
  activityId: string | undefined;
}

/** What came of it. */
export interface RetryOutcome {
  /** Devices that were failed and are on their way again. */
  again: RetriedDevices;
  /** Devices that were on their way, with a problem: they are looked at now. */
  lookedAt: RetriedDevices;
  /** Failed for their group tag: Autopilot is asked for it now, and whether they go on is seen then. */
  tagAsked: RetriedDevices;
  /** Among `again`, those whose hardware hash is no longer stored: they go on only if Autopilot has them. */
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
 * Asks for devices to be tried again, and says at once what will come of it. Of a file, or of all, those are left alone whose problem says
 * that trying again cannot help; a device that is named is tried whatever its problem, for somebody who knows that the reason is gone.
 *
 * @remarks The request is stored and carried out by the next pass, so that thousands of devices keep nobody waiting and nothing depends on
 * the caller staying alive. The same request is not stored twice while it waits.
 */
export async function retry(request: RetryRequest, world: World, policy: Policy): Promise<RetryOutcome> {
  const { scope, actor, activityId } = request;
  const outcome = await foresee(scope, world.store, policy);
  if (isNothing(outcome)) return outcome;
  const key = JSON.stringify(scope);
  for await (const waiting of everyRecord(world.store, 'retries', {})) {
    if (JSON.stringify(waiting.scope) === key) return outcome;
  }
  const left = outcome.left.reduce((sum, { count }) => sum + count, 0);
  await auditRequest(world, {
    actor,
    action: 'askedToRetry',
    subject: subjectOf(scope),
    detail: { again: outcome.again, lookedAt: outcome.lookedAt, tagAsked: outcome.tagAsked, left },
    activityId,
  });
  await world.store.create('retries', { id: world.newId(), at: world.clock.now(), scope, by: actor });
  return outcome;
}

/** Whether no device is tried again or looked at. */
export function isNothing({ again, lookedAt, tagAsked }: RetryOutcome): boolean {
  return again.count + lookedAt.count + tagAsked.count === 0;
}

/** Why a device is left that is not what the card showed. */
const registeredAnew = {
  reason: 'It was registered anew after this card was posted.',
  remedy: 'See its newer card.',
};

function none(): RetriedDevices {
  return { count: 0, serialNumbers: [] };
}

function leave(outcome: RetryOutcome, why: { reason: string; remedy: string }, device: Device): void {
  let left = outcome.left.find(({ reason }) => reason === why.reason);
  if (left === undefined) {
    left = { ...why, ...none() };
    outcome.left.push(left);
  }
  add(left, device);
}

async function foresee(scope: RetryScope, store: World['store'], policy: Policy): Promise<RetryOutcome> {
  const outcome: RetryOutcome = {
    again: none(),
    lookedAt: none(),
    tagAsked: none(),
    withoutHash: none(),
    left: [],
    unknown: [],
  };
  const unknown = (serialNumber: string) => outcome.unknown.push(serialNumber);
  const again = (device: Device) => leave(outcome, registeredAnew, device);
  for await (const device of devicesOf(scope, store, unknown, again)) {
    const facts = await factsOf(device, scope, store);
    const why = whyNot(device, facts, policy);
    if (why !== undefined) {
      leave(outcome, why, device);
      continue;
    }
    if (device.problem?.code === 'unsupported-tag') {
      add(outcome.tagAsked, device);
      continue;
    }
    add(device.status === 'failed' ? outcome.again : outcome.lookedAt, device);
    if (device.status === 'failed' && !facts.isHashStored) add(outcome.withoutHash, device);
  }
  return outcome;
}

function subjectOf(scope: RetryScope): string {
  switch (scope.kind) {
    case 'devices':
      return scope.serialNumbers.slice(0, named).join(', ');
    case 'shown':
      return scope.subject;
    case 'batch':
      return scope.batchId;
    case 'failed':
      return 'all failed devices';
    default:
      return scope satisfies never;
  }
}

function add(devices: RetriedDevices, { serialNumber }: Device): void {
  devices.count += 1;
  if (devices.serialNumbers.length < named) devices.serialNumbers.push(serialNumber);
}

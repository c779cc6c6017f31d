import { noBatch } from '../announcements/digest.ts';
import { missingFrom } from '../notices/missingFrom.ts';
import type { Policy } from '../policy/policy.ts';
import type { Ports } from '../ports/ports.ts';
import { ServiceError } from '../ports/serviceError.ts';
import { actAfterCommit, actBeforeCommit, type Deed } from './act.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { countDeploymentGroups } from './deploymentCounts.ts';
import type { Device } from './device.ts';
import { forbidden, nextLook } from './moves.ts';
import type { Observation } from './observation.ts';
import { noteLook } from './serviceErrors.ts';
import { deploymentGroupOf } from './wanted.ts';

/** What drawing conclusions needs: everything but a way to speak. */
export type ConcludePorts = Omit<Ports, 'courier'>;

/** One device, and what was seen of it. */
export interface Sighting {
  device: Device;
  seen: Observation;
  /** Why it could not be looked at. */
  error?: unknown;
}

/** What came of a set of sightings. */
export interface Conclusion {
  /** Devices written. */
  written: number;
  /** Batches whose cards have something new to show. */
  batches: Set<string>;
  /** Devices that could not be decided, and why. */
  faults: { id: string; error: unknown }[];
}

/** Milliseconds until a device that cannot be decided is looked at again. */
const faultTicks: readonly number[] = [1, 5, 15, 60].map((minutes) => minutes * 60_000);

type Decided = { before: Device; decision: Decision };

/**
 * Decides each device, commits those that changed, then acts for all of them together: the way from any look at the world, however it was
 * made, to the store. A device about which nothing new was seen is not written.
 * `conclusion` is kept by a caller who wants to know what was done when this ends with an error.
 */
export async function conclude(
  sightings: readonly Sighting[],
  ports: ConcludePorts,
  policy: Policy,
  conclusion: Conclusion = { written: 0, batches: new Set(), faults: [] },
): Promise<Conclusion> {
  const decided = await decideAll(sightings, ports, policy, conclusion);
  await commitAndAct(decided.filter(isChange), ports, policy, conclusion);
  await putOff(sightings, ports, conclusion);
  return conclusion;
}

/** A device that could not be decided is looked at later and later, so that it does not stay due for ever. */
async function putOff(
  sightings: readonly Sighting[],
  { store, clock, log }: ConcludePorts,
  { faults }: Conclusion,
): Promise<void> {
  const now = clock.now();
  const faulty = new Set(faults.map(({ id }) => id));
  for (const { device } of sightings) {
    if (!faulty.has(device.id) || device.dueAt === undefined || device.dueAt > now) continue;
    const tick = faultTicks[Math.min(device.looks, faultTicks.length - 1)] ?? 0;
    try {
      await store.replace('devices', { ...device, looks: device.looks + 1, dueAt: nextLook(now, tick) });
    } catch (error) {
      log.warn({ device: device.id, reason: String(error) }, 'a device that cannot be decided stays due');
    }
  }
}

/** Decides one after the other, so that each deployment group given counts for the next device. One that cannot be decided holds up no other. */
async function decideAll(
  sightings: readonly Sighting[],
  ports: ConcludePorts,
  policy: Policy,
  { faults }: Conclusion,
): Promise<Decided[]> {
  const now = ports.clock.now();
  const placing = sightings.some(({ device }) => isUnplaced(device, policy));
  let deploymentCounts = placing ? await countDeploymentGroups(ports.store, policy) : {};
  const missingProfiles = await missingFrom(ports.store, 'profile:');
  const importId = ports.newId();
  const imported = new Set<string>();
  const decideOne = ({ device: before, seen: whole, error }: Sighting): Decided => {
    // A failed device is looked at because somebody asked; what it failed with stays.
    const refused = isForbidden(error) && before.status !== 'failed';
    const device = refused
      ? forbidden(before, now, error)
      : before.status === 'pending'
        ? noteLook(before, error)
        : before;
    // What was seen before the refusal is half a look, and would pass for one that works.
    const seen = refused ? {} : whole;
    const decision = decide(device, seen, { policy, now, importId, deploymentCounts, missingProfiles });
    if (decision.actions.some(({ kind }) => kind === 'import')) imported.add(before.serialNumber);
    const given = decision.device.deploymentGroup?.name;
    if (given !== undefined && given !== before.deploymentGroup?.name && isUnplaced(before, policy)) {
      deploymentCounts = { ...deploymentCounts, [given]: (deploymentCounts[given] ?? 0) + 1 };
    }
    return { before, decision };
  };
  return sightings.flatMap((sighting) => {
    const { id, status, step, serialNumber } = sighting.device;
    // Staging records are told apart by serial number: two makers' devices with the same one go in different imports.
    if (status === 'pending' && step === 'accepted' && imported.has(serialNumber)) return [];
    try {
      return decideOne(sighting);
    } catch (error) {
      faults.push({ id, error });
      return [];
    }
  });
}

/** Whether a look may give it a deployment group: it has none, or one that the policy has no longer. */
function isUnplaced(device: Device, policy: Policy): boolean {
  if (device.status === 'removed' || device.status === 'failed') return false;
  return deploymentGroupOf(device, policy) === undefined;
}

/** Compared as stored: an absent field and one that is `undefined` are the same. */
function isChange({ before, decision }: Decided): boolean {
  return decision.actions.length > 0 || JSON.stringify(before) !== JSON.stringify(decision.device);
}

async function commitAndAct(
  decided: readonly Decided[],
  ports: ConcludePorts,
  policy: Policy,
  conclusion: Conclusion,
): Promise<void> {
  if (decided.length === 0) return;
  const deedsOf = ({ decision }: Decided): Deed[] =>
    decision.actions.map((action) => ({ device: decision.device, action }));
  await actBeforeCommit(decided.flatMap(deedsOf), ports);
  const deeds: Deed[] = [];
  const written = await ports.store.replaceAll(
    'devices',
    decided.map(({ decision }) => decision.device),
  );
  for (const [index, { before, decision }] of decided.entries()) {
    const device = written[index];
    // Somebody else changed the device since it was read: the look was at something that is no more.
    if (device === undefined) continue;
    conclusion.written += 1;
    deeds.push(...decision.actions.map((action) => ({ device, action })));
    if (shows(before, device)) conclusion.batches.add(device.requestedIn ?? noBatch);
  }
  await actAfterCommit(deeds, ports, policy);
}

function isForbidden(error: unknown): error is ServiceError {
  return error instanceof ServiceError && error.kind === 'forbidden';
}

/** Whether a card would show a difference. */
function shows(before: Device, after: Device): boolean {
  const { problem } = after;
  const sameProblem = before.problem?.code === problem?.code && before.problem?.permission === problem?.permission;
  const moved = before.deploymentGroup?.name !== after.deploymentGroup?.name;
  return moved || before.step !== after.step || before.status !== after.status || !sameProblem;
}

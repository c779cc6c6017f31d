import type { DeploymentCounts } from '../policy/allocateDeploymentGroup.ts';
import type { Policy } from '../policy/policy.ts';
import type { Ports } from '../ports/ports.ts';
import { ServiceError } from '../ports/serviceError.ts';
import { actAfterCommit, actBeforeCommit, type Deed } from './act.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import type { Device } from './device.ts';
import { forbidden } from './moves.ts';
import { observe } from './observe.ts';
import { removeStagingRecords } from './stagingRecords.ts';

export type PassPorts = Omit<Ports, 'courier'>;

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
    const blocked = new Map(look.failures.flatMap(({ devices, error }) => devices.map(({ id }) => [id, error])));
    const fault = (device: Device, error: unknown) => {
      result.errors.push(error);
      faulty.add(device.id);
    };
    const decisions = await decideAll(due, look.observations, blocked, ports, policy, fault);
    await commitAndAct(decisions, ports, policy, result);
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

/** Decides one after the other, so that each deployment group given counts for the next device. One that cannot be decided holds up no other. */
async function decideAll(
  devices: readonly Device[],
  observations: ReadonlyMap<string, Parameters<typeof decide>[1]>,
  blocked: ReadonlyMap<string, unknown>,
  ports: PassPorts,
  policy: Policy,
  fault: (device: Device, error: unknown) => void,
): Promise<{ before: Device; decision: Decision }[]> {
  const now = ports.clock.now();
  let deploymentCounts = await countDeploymentGroups(ports, policy);
  const importId = ports.newId();
  const imported = new Set<string>();
  const decideOne = (before: Device): { before: Device; decision: Decision } => {
    const device = isForbidden(blocked.get(before.id))
      ? forbidden(before, now, String(blocked.get(before.id)))
      : before;
    const decision = decide(device, observations.get(before.id) ?? {}, { policy, now, importId, deploymentCounts });
    if (decision.actions.some(({ kind }) => kind === 'import')) imported.add(before.serialNumber);
    const given = decision.device.deploymentGroup?.name;
    if (given !== undefined && before.deploymentGroup === undefined) {
      deploymentCounts = { ...deploymentCounts, [given]: (deploymentCounts[given] ?? 0) + 1 };
    }
    return { before, decision };
  };
  return devices.flatMap((device) => {
    // Staging records are told apart by serial number: two makers' devices with the same one go in different imports.
    if (device.step === 'accepted' && imported.has(device.serialNumber)) return [];
    try {
      return decideOne(device);
    } catch (error) {
      fault(device, error);
      return [];
    }
  });
}

async function countDeploymentGroups({ store }: PassPorts, policy: Policy): Promise<DeploymentCounts> {
  const counts: Record<string, number> = {};
  for (const { name } of [...policy.deployment.groups, policy.deployment.testGroup]) {
    counts[name] = await store.count('devices', { equals: { 'deploymentGroup.name': name } });
  }
  return counts;
}

async function commitAndAct(
  decisions: { before: Device; decision: Decision }[],
  ports: PassPorts,
  policy: Policy,
  result: PassResult,
): Promise<void> {
  const deedsOf = ({ decision }: { decision: Decision }): Deed[] =>
    decision.actions.map((action) => ({ device: decision.device, action }));
  await actBeforeCommit(decisions.flatMap(deedsOf), ports);
  const deeds: Deed[] = [];
  for (const { before, decision } of decisions) {
    const device = await ports.store.replace('devices', decision.device);
    // Somebody else changed the device since it was read: the look was at something that is no more.
    if (device === undefined) continue;
    deeds.push(...decision.actions.map((action) => ({ device, action })));
    if (device.requestedIn !== undefined && shows(before, device)) result.batches.add(device.requestedIn);
  }
  await actAfterCommit(deeds, ports, policy);
}

function isForbidden(error: unknown): boolean {
  return error instanceof ServiceError && error.kind === 'forbidden';
}

/** Whether the batch card would show a difference. */
function shows(before: Device, after: Device): boolean {
  return before.step !== after.step || before.status !== after.status || before.problem?.code !== after.problem?.code;
}

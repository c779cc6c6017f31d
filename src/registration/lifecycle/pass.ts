import type { DeploymentCounts } from '../policy/allocateDeploymentGroup.ts';
import type { Policy } from '../policy/policy.ts';
import type { Ports } from '../ports/ports.ts';
import { actAfterCommit, actBeforeCommit, type Deed } from './act.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import type { Device } from './device.ts';
import { observe } from './observe.ts';

export type PassPorts = Omit<Ports, 'courier'>;

/** What a pass did. */
export interface PassResult {
  /** Devices looked at, counted once for each look. */
  looks: number;
  /** Batches whose devices changed. */
  batches: Set<string>;
  /** Services that could not be asked; their devices stay due. */
  errors: unknown[];
}

/** Devices looked at together. */
const setSize = 1_000;
/** Looks in a row in one pass: one device goes through all of its steps in fewer. */
const rounds = 12;

/** Takes every due device as far as it goes now: observe the set, decide each, commit each, act on the set; again while anything moved. */
export async function pass(ports: PassPorts, policy: Policy, signal?: AbortSignal): Promise<PassResult> {
  const result: PassResult = { looks: 0, batches: new Set(), errors: [] };
  const unreachable = new Set<string>();
  for (let round = 0; round < rounds && signal?.aborted !== true; round += 1) {
    const due = await dueDevices(ports, unreachable);
    if (due.length === 0) break;
    const look = await observe(due, ports, policy);
    for (const failure of look.failures) {
      result.errors.push(failure.error);
      for (const { id } of failure.devices) unreachable.add(id);
    }
    const looked = due.filter(({ id }) => !unreachable.has(id));
    const decisions = await decideAll(looked, look.observations, ports, policy, (device, error) => {
      result.errors.push(error);
      unreachable.add(device.id);
    });
    await commitAndAct(decisions, ports, result);
    result.looks += looked.length;
  }
  return result;
}

async function dueDevices({ store, clock }: PassPorts, unreachable: ReadonlySet<string>): Promise<Device[]> {
  const due: Device[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query('devices', {
      atMost: { field: 'dueAt', value: clock.now() },
      limit: setSize,
      cursor,
    });
    due.push(...page.items.filter(({ id }) => !unreachable.has(id)));
    cursor = page.cursor;
  } while (cursor !== undefined && due.length < setSize);
  return due;
}

/** Decides one after the other, so that each deployment group given counts for the next device. One that cannot be decided holds up no other. */
async function decideAll(
  devices: readonly Device[],
  observations: ReadonlyMap<string, Parameters<typeof decide>[1]>,
  ports: PassPorts,
  policy: Policy,
  fault: (device: Device, error: unknown) => void,
): Promise<{ before: Device; decision: Decision }[]> {
  const now = ports.clock.now();
  let deploymentCounts = await countDeploymentGroups(ports, policy);
  let importId = ports.newId();
  let inChunk = 0;
  const decideOne = (before: Device): { before: Device; decision: Decision } => {
    const decision = decide(before, observations.get(before.id) ?? {}, { policy, now, importId, deploymentCounts });
    if (decision.actions.some(({ kind }) => kind === 'import')) inChunk += 1;
    if (inChunk === policy.import.chunk) {
      importId = ports.newId();
      inChunk = 0;
    }
    const given = decision.device.deploymentGroup?.name;
    if (given !== undefined && before.deploymentGroup === undefined) {
      deploymentCounts = { ...deploymentCounts, [given]: (deploymentCounts[given] ?? 0) + 1 };
    }
    return { before, decision };
  };
  return devices.flatMap((device) => {
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
  await actAfterCommit(deeds, ports);
}

/** Whether the batch card would show a difference. */
function shows(before: Device, after: Device): boolean {
  return before.step !== after.step || before.status !== after.status || before.problem?.code !== after.problem?.code;
}

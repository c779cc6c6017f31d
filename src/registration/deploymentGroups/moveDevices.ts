import { countDeploymentGroups, countedIn } from '../lifecycle/deploymentCounts.ts';
import type { DeploymentPlace, Device } from '../lifecycle/device.ts';
import { record } from '../lifecycle/moves.ts';
import type { Person } from '../person.ts';
import { allocateDeploymentGroup, type DeploymentCounts } from '../policy/allocateDeploymentGroup.ts';
import type { Policy } from '../policy/policy.ts';
import type { Ports } from '../ports/ports.ts';
import { needsRegisteringAgain } from '../problems/needsRegisteringAgain.ts';
import { auditRequest } from '../writeAudit.ts';
import { automatic, findMoveChoice, moveChoices } from './moveChoices.ts';

type World = Pick<Ports, 'store' | 'clock' | 'newId'>;

/** Devices somebody wants in another deployment group. */
export interface MoveRequest {
  /** Device keys. Those that are not known are answered for like all others. */
  deviceIds: readonly string[];
  /** A deployment group's name, Test included, or `Automatic`; case does not matter. */
  choice: string;
  actor: Person;
  activityId: string | undefined;
}

/** What became of the request for one device. */
export type MoveResult =
  /** On its way to `to`; `insteadOf` names the move that this one replaced. */
  | { kind: 'moving'; from: string; to: string; insteadOf?: string | undefined }
  /** It is in that group already: only who assigned it changed. */
  | { kind: 'relabelled'; name: string }
  /** A phrase that follows a serial number and a colon. */
  | { kind: 'refused'; reason: string };

export interface MoveAnswer {
  id: string;
  /** As it was before; absent when nobody knows it. */
  device: Device | undefined;
  result: MoveResult;
}

export type MoveOutcome =
  | { kind: 'unknownChoice'; choices: string[] }
  | { kind: 'answered'; choice: string; answers: MoveAnswer[] };

/**
 * Asks for each device to be moved; the pass carries the moves out and reads them back (`decidePlace.ts`). The latest request wins. Each
 * device is one write: a process that dies in between has moved the first ones, and asking again changes nothing for them.
 */
export async function moveDevices(request: MoveRequest, world: World, policy: Policy): Promise<MoveOutcome> {
  const choice = findMoveChoice(policy, request.choice);
  if (choice === undefined) return { kind: 'unknownChoice', choices: moveChoices(policy) };
  const counts = choice === automatic ? { ...(await countDeploymentGroups(world.store, policy)) } : {};
  const answers: MoveAnswer[] = [];
  for (const id of new Set(request.deviceIds)) {
    const answer = await moveOne(id, { ...request, choice, counts }, world, policy);
    count(answer, counts);
    answers.push(answer);
  }
  return { kind: 'answered', choice, answers };
}

/** A request, and how many devices each deployment group has by now. */
type Counted = MoveRequest & { counts: DeploymentCounts };

/** Those just released, and where they went, count for the next device. */
function count({ device, result }: MoveAnswer, counts: Record<string, number>): void {
  const was = device === undefined ? undefined : countedIn(device);
  if (result.kind !== 'moving' || was === undefined) return;
  counts[was] = (counts[was] ?? 1) - 1;
  counts[result.to] = (counts[result.to] ?? 0) + 1;
}

async function moveOne(id: string, request: Counted, world: World, policy: Policy): Promise<MoveAnswer> {
  const device = await world.store.get('devices', id);
  if (device === undefined) return { id, device, result: { kind: 'refused', reason: 'not known here' } };
  const judged = await judge(device, request, world, policy);
  if ('reason' in judged) return { id, device, result: { kind: 'refused', reason: judged.reason } };
  await auditRequest(world, {
    actor: request.actor,
    action: 'askedToMove',
    subject: id,
    detail: { choice: request.choice, ...judged.result },
    activityId: request.activityId,
  });
  // Somebody else changed the device since it was read: what was refused or allowed may be different now.
  if ((await world.store.replace('devices', judged.changed)) === undefined) return moveOne(id, request, world, policy);
  return { id, device, result: judged.result };
}

/** Why a device cannot be moved whatever the choice, as a phrase; nothing when it can (docs/sources.md, deployment groups). */
export function whyNotMovable(device: Device): string | undefined {
  if (device.status === 'removed') return 'it was removed';
  if (device.removal !== undefined) return `it is being removed, as ${device.removal.by.name} asked`;
  if (device.status === 'failed') {
    const what = needsRegisteringAgain(device.problem?.code) ? 'it needs registering again' : 'its registration failed';
    return `${what}; that has to be put right first`;
  }
  if (device.status === 'pending') return 'its registration is pending; it can be moved when it is ready for user';
  return device.deploymentGroup === undefined ? 'it has no deployment group' : undefined;
}

type Judged = { changed: Device; result: MoveResult } | { reason: string };

async function judge(device: Device, request: Counted, world: World, policy: Policy): Promise<Judged> {
  const reason = whyNotMovable(device);
  const place = device.deploymentGroup;
  if (reason !== undefined || place === undefined) return { reason: reason ?? 'it has no deployment group' };
  const assignedBy = request.choice === automatic ? 'auto' : 'admin';
  const same = standing(place, request.choice);
  if (same !== undefined) return { reason: same };
  const name = assignedBy === 'admin' ? request.choice : allocate(device, request.counts, policy);
  const { actor } = request;
  const now = world.clock.now();
  const { movingTo } = place;
  const lead =
    assignedBy === 'auto'
      ? `Automatic deployment group, ${name}, asked for by ${actor.name}`
      : `Move to ${name} asked for by ${actor.name}`;
  if (movingTo === undefined && place.name === name) {
    const relabelled: Device = { ...device, deploymentGroup: { ...place, assignedBy } };
    return { changed: record(relabelled, `${lead}; it is there already`, now), result: { kind: 'relabelled', name } };
  }
  const missing = await missingGroup(name, world, policy);
  if (missing !== undefined) return { reason: missing };
  const moving: Device = {
    ...device,
    // The time that the move before this one took does not count for this one.
    ...(movingTo === undefined ? {} : { correctingSince: undefined, problem: unstuck(device) }),
    deploymentGroup: {
      ...place,
      movingTo: { name, assignedBy, by: actor, at: now, insteadOf: replaced(movingTo) },
    },
    looks: 0,
    dueAt: now,
  };
  const insteadOf = movingTo?.name;
  const text = insteadOf === undefined ? lead : `${lead}, instead of ${insteadOf}`;
  return { changed: record(moving, text, now), result: { kind: 'moving', from: place.name, to: name, insteadOf } };
}

/** Why nothing can be moved to a deployment group whose Entra group is known not to exist, as a phrase. */
async function missingGroup(name: string, { store }: World, { deployment }: Policy): Promise<string | undefined> {
  const place = [...deployment.groups, deployment.testGroup].find((one) => one.name === name);
  const notice = await store.get('notices', `group:${place?.group}`);
  return notice === undefined ? undefined : `there is no Entra group named ${place?.group}, or there are two`;
}

function replaced(movingTo: DeploymentPlace['movingTo']): string[] | undefined {
  return movingTo === undefined ? undefined : [...new Set([...(movingTo.insteadOf ?? []), movingTo.name])];
}

function unstuck({ problem }: Device): Device['problem'] {
  return problem?.code === 'stuck-linked' ? undefined : problem;
}

/** Says that the device is where it is wanted, or on its way there, by the same kind of choice. */
function standing({ name, assignedBy, movingTo }: DeploymentPlace, choice: string): string | undefined {
  const fits = (place: { name: string; assignedBy: 'auto' | 'admin' }) =>
    choice === automatic ? place.assignedBy === 'auto' : place.assignedBy === 'admin' && place.name === choice;
  if (movingTo !== undefined) {
    return fits(movingTo) ? `already on its way to ${movingTo.name}, asked for by ${movingTo.by.name}` : undefined;
  }
  if (!fits({ name, assignedBy })) return undefined;
  return choice === automatic ? `already assigned automatically, to ${name}` : `already in ${name}`;
}

/** The group the shares give to the device as if it registered now. */
function allocate(device: Device, counts: DeploymentCounts, policy: Policy): string {
  const here = countedIn(device) ?? '';
  return allocateDeploymentGroup(policy.deployment, { ...counts, [here]: (counts[here] ?? 1) - 1 }).name;
}

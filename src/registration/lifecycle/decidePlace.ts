import type { DeploymentGroup, Policy } from '../policy/policy.ts';
import { flag } from './decideSetback.ts';
import { tagState } from './decideTag.ts';
import type { Action, Circumstances, Decision } from './decision.ts';
import type { Device } from './device.ts';
import { announce, isRefused, move, record } from './moves.ts';
import type { Observation } from './observation.ts';
import { settlePlace } from './settlePlace.ts';
import { deploymentGroupOf, deploymentGroups, strayGroups, wantedGroups } from './wanted.ts';
import { withdraw } from './withdraw.ts';

/**
 * Keeps a registered device in its groups and under its tag, and carries out an administrator's move. What somebody changed by hand is put
 * right and told once; a device that waits for its user and is not in all of its groups is not ready.
 */
export function keepPlace(given: Device, seen: Observation, circumstances: Circumstances): Decision {
  const { now } = circumstances;
  const current = dropGone(given, circumstances);
  // A move that goes on gives it a place itself.
  const moves = targetOf(current, circumstances) !== undefined;
  const { memberships } = seen;
  const device = memberships === undefined || moves ? current : settlePlace(current, memberships, circumstances);
  const tag = tagRepair(device, seen, circumstances);
  const groups = groupRepair(device, seen, circumstances);
  if (groups.withdrawn) {
    const isGone = wantedGroups(device, circumstances.policy).some((group) => seen.missingGroups?.has(group) === true);
    const back = isGone ? 'Preflight puts it back once the group exists again' : 'It is being put back';
    const text = `${groups.texts.join('; ')}. ${back}`;
    const fallen = move(device, { status: 'pending', step: 'linked' }, `No longer ready for user: ${text}`, now);
    return { device: withdraw(fallen, now, text), actions: [...tag.actions, ...groups.actions] };
  }
  const actions = [...tag.actions, ...groups.actions];
  const texts = [...tag.texts, ...groups.texts];
  if (actions.length > 0 || isUnderWay(groups.device, seen, now))
    return { device: correct(groups.device, texts, circumstances), actions };
  return { device: settled(groups.device, seen, now), actions: [] };
}

interface Repair {
  actions: Action[];
  /** What was found, for people; empty when it was found before or was asked for. */
  texts: string[];
}

function tagRepair(device: Device, { identity }: Observation, circumstances: Circumstances): Repair {
  if (identity === undefined || identity === 'absent') return { actions: [], texts: [] };
  const tag = tagState(device, identity, circumstances);
  return tag.kind === 'repairable' ? { actions: tag.actions, texts: [tag.text] } : { actions: [], texts: [] };
}

function groupRepair(
  device: Device,
  { memberships, missingGroups }: Observation,
  circumstances: Circumstances,
): Repair & { device: Device; withdrawn: boolean } {
  const none = { device, actions: [], texts: [], withdrawn: false };
  if (memberships === undefined || device.entraObjectId === undefined) return none;
  const { policy } = circumstances;
  const target = targetOf(device, circumstances);
  const goal = target === undefined || device.deploymentGroup === undefined ? device : goalOf(device, target);
  const missing = wantedGroups(goal, policy).filter((group) => !memberships.has(group));
  const lost = missing.filter((group) => group !== target?.group);
  const withdrawn = device.status === 'ready' && lost.length > 0;
  const stray = [
    ...new Set([...strayGroups(memberships, goal, policy), ...leftByMove(device, memberships, circumstances)]),
  ];
  if (target !== undefined && missing.length === 0 && stray.length === 0) {
    return { ...none, device: arrived(device, target, circumstances) };
  }
  // A device on its way back to ready belongs where it was; the move goes on afterwards.
  const joined = withdrawn ? lost : missing;
  const there = joined.filter((group) => missingGroups?.has(group) !== true);
  const actions: Action[] = [];
  const { entraObjectId } = device;
  if (there.length > 0) actions.push({ kind: 'joinGroups', entraObjectId, groups: there });
  // Never in no deployment group: the old one is left when the new one shows the device.
  const place = deploymentGroupOf(goal, policy);
  const awaited = goal.deploymentGroup?.pending === true && place !== undefined && missing.includes(place.group);
  const leaves = awaited || (target !== undefined && withdrawn) ? [] : stray;
  if (leaves.length > 0) actions.push({ kind: 'leaveGroups', entraObjectId, groups: leaves });
  const texts = lost.map((group) => {
    if (missingGroups?.has(group) === true) return `The group ${group} does not exist`;
    return awaited && group === place.group ? `Not in ${group} yet` : `Taken out of ${group} by hand`;
  });
  const strangers =
    target === undefined && !awaited ? stray : stray.filter((group) => !isDeploymentGroup(group, policy));
  texts.push(...strangers.map((group) => `Put into ${group} by hand`));
  return { device: target === undefined && !awaited ? readBack(device) : device, actions, texts, withdrawn };
}

/** Its deployment group shows it. */
function readBack(device: Device): Device {
  const { deploymentGroup } = device;
  return deploymentGroup?.pending === true
    ? { ...device, deploymentGroup: { ...deploymentGroup, pending: false } }
    : device;
}

function isDeploymentGroup(group: string, policy: Policy): boolean {
  return deploymentGroups(policy).some((place) => place.group === group);
}

/**
 * Groups a move takes the device out of beside those it should never be in: Test, and for a while those of moves that this one replaced,
 * shown or not. Entra shows a new member late, and what showed up after the move was complete would look like somebody's doing.
 */
function leftByMove(device: Device, memberships: ReadonlySet<string>, circumstances: Circumstances): string[] {
  const { policy, now } = circumstances;
  const target = targetOf(device, circumstances);
  const asked = device.deploymentGroup?.movingTo;
  if (target === undefined || asked === undefined) return [];
  const { groups, testGroup } = policy.deployment;
  const replaced = now - asked.at < policy.restingLook ? (asked.insteadOf ?? []) : [];
  const left = [...groups, testGroup].filter(
    ({ name, group }) => replaced.includes(name) || (group === testGroup.group && memberships.has(group)),
  );
  return left.map(({ group }) => group).filter((group) => group !== target.group);
}

/** A move to a group that the policy does not have any more is over. */
function dropGone(device: Device, circumstances: Circumstances): Device {
  const { deploymentGroup } = device;
  const asked = deploymentGroup?.movingTo;
  if (deploymentGroup === undefined || asked === undefined || targetOf(device, circumstances) !== undefined)
    return device;
  const text = `Not moved to ${asked.name}: the policy has no such deployment group any more`;
  return record({ ...device, deploymentGroup: { ...deploymentGroup, movingTo: undefined } }, text, circumstances.now);
}

/** A move that nothing could be done for in this look, because its group does not exist or the groups could not be read: it is looked at again, and flagged. */
function isUnderWay({ deploymentGroup, dueAt }: Device, seen: Observation, now: number): boolean {
  const due = dueAt !== undefined && dueAt <= now;
  return deploymentGroup?.movingTo !== undefined && due && Object.keys(seen).length > 0;
}

/** Where an administrator wants the device. */
function targetOf(
  { deploymentGroup }: Device,
  { policy }: Circumstances,
): Pick<DeploymentGroup, 'name' | 'group'> | undefined {
  const wanted = deploymentGroup?.movingTo?.name;
  return deploymentGroups(policy).find(({ name }) => name === wanted);
}

function goalOf(device: Device, { name }: { name: string }): Device {
  return { ...device, deploymentGroup: { name, assignedBy: 'admin', pending: true } };
}

/** The move is complete: in the new group, and in no other. Told when the group is another one: a move may have been taken back. */
function arrived(device: Device, { name }: { name: string }, { now }: Circumstances): Device {
  const { deploymentGroup } = device;
  const asked = deploymentGroup?.movingTo;
  if (deploymentGroup === undefined || asked === undefined) return device;
  const place = { name, assignedBy: asked.assignedBy, pending: false };
  const text = `In deployment group ${name}, asked for by ${asked.by.name}`;
  const moved = record({ ...device, deploymentGroup: place }, text, now);
  if (deploymentGroup.name === name) return moved;
  return announce(moved, 'moved', now, `From ${deploymentGroup.name} to ${name}, asked for by ${asked.by.name}`);
}

/** Something is being put right: told when it was found, and once more when that does not help. */
function correct(device: Device, texts: readonly string[], { policy, now }: Circumstances): Device {
  const looked = { ...device, looks: device.looks + 1 };
  if (device.correctingSince === undefined) {
    const begun: Device = { ...looked, correctingSince: now };
    if (texts.length === 0) return begun;
    const text = texts.join('; ');
    return announce(record(begun, `${text}. Preflight puts that right`, now), 'corrected', now, text);
  }
  const late = now - device.correctingSince > policy.stuckAfter.linked;
  if (!late || device.problem !== undefined) return looked;
  const asked = device.deploymentGroup?.movingTo;
  const awaited = asked === undefined ? [] : [`Not yet in deployment group ${asked.name}`];
  return flag(looked, 'stuck-linked', now, [...texts, ...awaited].join('; '));
}

/** Everything that was looked at is as it should be: whatever kept Preflight from putting it right is over, a refused act included. */
function settled(device: Device, seen: Observation, now: number): Device {
  const full = seen.memberships !== undefined && seen.identity !== undefined;
  if (!full) return device;
  const done: Device =
    device.correctingSince === undefined ? device : { ...device, correctingSince: undefined, looks: 0 };
  if (device.problem?.code !== 'stuck-linked' && !isRefused(device)) return done;
  return record({ ...done, problem: undefined }, 'In its groups again', now);
}

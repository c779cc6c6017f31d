import type { World, WorldEvent } from './world.ts';

/** One thing that happened to a group, from the moment on which reads show it. */
export interface GroupChange {
  groupId: string;
  /** The group's own properties changed, it appeared or it went. */
  kind: 'created' | 'updated' | 'deleted' | 'member';
  /** The member that came or went. */
  objectId?: string;
}

/** Everything that happened to groups, oldest first: a place in it is what a delta token stands for. */
export interface GroupHistory {
  changes: GroupChange[];
  /** Delta tokens of an earlier generation are refused. */
  generation: number;
  /** How they are: start over from a given address, or told that the state is not found. */
  refusal: 'resync' | 'expired';
  /** Pages of rounds that were not read to their end, by an id. */
  snapshots: Map<string, Record<string, unknown>[][]>;
}

/** A history in which nothing has happened. */
export function noHistory(): GroupHistory {
  return { changes: [], generation: 0, refusal: 'resync', snapshots: new Map() };
}

/** Notes what an event says of groups, as late as reads show it: dynamic groups at once, others after the directory's latency. */
export function recordGroupChange(world: World, event: WorldEvent): void {
  if (event.kind !== 'membershipChanged' && event.kind !== 'groupChanged') return;
  const { group } = event;
  const change: GroupChange =
    event.kind === 'groupChanged'
      ? { groupId: group.id, kind: event.change }
      : { groupId: group.id, kind: 'member', objectId: event.objectId };
  const { changes } = world.groupHistory;
  if (event.kind === 'membershipChanged' && group.rule !== undefined) changes.push(change);
  else world.after(world.options.latencies.directory, () => changes.push(change));
}

/** Every delta token issued until now is refused from now on. */
export function refuseDeltaTokens(world: World, refusal: GroupHistory['refusal']): void {
  world.groupHistory.generation += 1;
  world.groupHistory.refusal = refusal;
}

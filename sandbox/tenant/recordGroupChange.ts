import type { GroupChange, GroupHistory } from './groupHistory.ts';
import type { World, WorldEvent } from './world.ts';

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

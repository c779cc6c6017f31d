import type { Group } from './records.ts';
import type { World } from './world.ts';

/** Adds members at once; reads show them after the directory's latency, or at once for a dynamic group's own changes. */
export function addMembers(world: World, group: Group, objectIds: readonly string[]): void {
  const shownAt = world.now + (group.rule === undefined ? world.options.latencies.directory : 0);
  for (const id of objectIds) {
    group.leaving.delete(id);
    group.members.set(id, shownAt);
    world.tell({ kind: 'membershipChanged', group, objectId: id, change: 'added' });
  }
}

/** Removes a member at once; reads show it until the directory's latency has passed. */
export function removeMember(world: World, group: Group, objectId: string): void {
  if (!group.members.delete(objectId)) return;
  if (group.rule === undefined) group.leaving.set(objectId, world.now + world.options.latencies.directory);
  world.tell({ kind: 'membershipChanged', group, objectId, change: 'removed' });
}

/** Whether reads show this object as a direct member now: the directory is not read-after-write. */
export function showsMember(world: World, group: Group, objectId: string): boolean {
  const shownAt = group.members.get(objectId);
  if (shownAt !== undefined) return shownAt <= world.now;
  return (group.leaving.get(objectId) ?? Number.NEGATIVE_INFINITY) > world.now;
}

/** Object ids of the direct members that reads show now. */
export function shownMembers(world: World, group: Group): string[] {
  const candidates = [...group.members.keys(), ...group.leaving.keys()];
  return candidates.filter((id) => showsMember(world, group, id));
}

/** Ids of the groups that show this object as a member, nested membership included where asked for. */
export function groupsOf(world: World, objectId: string, nested: boolean): string[] {
  const found = new Set<string>();
  const open = [objectId];
  for (let member = open.pop(); member !== undefined; member = open.pop()) {
    for (const group of world.groups.values()) {
      if (found.has(group.id) || !showsMember(world, group, member)) continue;
      found.add(group.id);
      if (nested) open.push(group.id);
    }
  }
  return [...world.groups.keys()].filter((id) => found.has(id));
}

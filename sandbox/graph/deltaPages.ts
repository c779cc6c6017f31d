import type { World } from '../tenant/world.ts';
import { GraphFailure } from './answer.ts';
import type { DeltaScope } from './deltaToken.ts';
import type { Entity } from './matches.ts';

/** Rounds of several pages that are kept for their later pages. */
const mostSnapshots = 1_000;

/**
 * The page of a round that the scope stands at, and where the next one is. `found` begins a round; it is kept as it was
 * until its last page was read, so that what changes meanwhile comes in the next round and nothing falls between pages.
 * A page holds `size` groups and members together; a group with more members comes on several.
 */
export function deltaPages(
  world: World,
  scope: DeltaScope,
  found: readonly Entity[] | undefined,
  size: number,
): { entities: Entity[]; next: DeltaScope['snapshot'] } {
  const { snapshots } = world.groupHistory;
  const pages = found === undefined ? snapshots.get(scope.snapshot?.id ?? '') : cutPages(found, size);
  const number = found === undefined ? (scope.snapshot?.page ?? 0) : 0;
  if (pages === undefined) throw new GraphFailure(400, 'Request_BadRequest', 'Skip token is null or invalid.');
  const entities = pages[number] ?? [];
  if (number + 1 >= pages.length) return { entities, next: undefined };
  const id = scope.snapshot?.id ?? world.random.guid();
  if (found !== undefined) keep(snapshots, id, pages);
  return { entities, next: { id, page: number + 1 } };
}

function keep(snapshots: Map<string, Entity[][]>, id: string, pages: Entity[][]): void {
  snapshots.set(id, pages);
  const [oldest] = snapshots.keys();
  if (snapshots.size > mostSnapshots && oldest !== undefined) snapshots.delete(oldest);
}

function cutPages(found: readonly Entity[], size: number): Entity[][] {
  const pages: Entity[][] = [];
  let room = 0;
  for (const part of found.flatMap((entity) => cutMembers(entity, size))) {
    const weight = Math.max(membersOf(part).length, 1);
    if (weight > room) {
      pages.push([]);
      room = size;
    }
    pages.at(-1)?.push(part);
    room -= weight;
  }
  return pages;
}

function cutMembers(entity: Entity, size: number): Entity[] {
  const members = membersOf(entity);
  if (members.length <= size) return [entity];
  return Array.from({ length: Math.ceil(members.length / size) }, (_, index) => ({
    ...entity,
    'members@delta': members.slice(index * size, (index + 1) * size),
  }));
}

function membersOf(entity: Entity): readonly unknown[] {
  const members = entity['members@delta'];
  return Array.isArray(members) ? members : [];
}

import type { GroupChange } from '../tenant/groupHistory.ts';
import { shownMembers, showsMember } from '../tenant/membership.ts';
import type { Group } from '../tenant/records.ts';
import type { World } from '../tenant/world.ts';
import { type Answer, badRequest, graphRoot } from './answer.ts';
import { select } from './collection.ts';
import { trackedIds } from './deltaFilter.ts';
import { deltaPages } from './deltaPages.ts';
import { type DeltaScope, readDeltaToken, writeDeltaToken } from './deltaToken.ts';
import { groupReaders } from './groups.ts';
import type { Entity } from './matches.ts';
import { renderGroup, renderObject } from './renderDirectory.ts';
import { everywhere, type Route, type RoutedRequest } from './route.ts';

/** What changed in groups and in their membership since a token; members of nested groups are not followed. */
export const groupDeltaRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/groups/delta()',
    versions: everywhere,
    permissions: groupReaders,
    query: ['$select', '$filter', '$deltatoken', '$skiptoken'],
    answer: delta,
  },
];

function delta(request: RoutedRequest): Answer {
  const { query, world } = request;
  const skip = query.get('$skiptoken');
  const token = query.get('$deltatoken') ?? '';
  const now = world.groupHistory.changes.length;
  if (skip === null && (token === '' || token === 'latest')) {
    const scope = { select: query.get('$select') ?? undefined, groupIds: trackedIds(query.get('$filter')), from: now };
    // Unknown properties are refused even where there is nothing to show.
    for (const group of world.groups.values()) shown(request, scope, group, []);
    return page(request, scope, token === 'latest' ? [] : everything(request, scope));
  }
  if (query.size > 1) throw badRequest('Query options belong to the first request of a delta query only.');
  const read = readDeltaToken(request, skip ?? token);
  if (skip !== null) return page(request, read, undefined);
  const scope: DeltaScope = { select: read.select, groupIds: read.groupIds, from: now };
  return page(request, scope, changes(request, scope, read.from));
}

/** A page of what was found, or of what was found when the query began. */
function page(request: RoutedRequest, scope: DeltaScope, found: readonly Entity[] | undefined): Answer {
  const { world, version, limits } = request;
  const { entities, next } = deltaPages(world, scope, found, limits.directoryPage);
  const link = (option: string, position: DeltaScope): string =>
    `${graphRoot(version)}/groups/delta?${option}=${writeDeltaToken(world, position)}`;
  return {
    status: 200,
    body: {
      '@odata.context': `${graphRoot(version)}/$metadata#groups`,
      ...(next === undefined
        ? { '@odata.deltaLink': link('$deltatoken', { ...scope, snapshot: undefined }) }
        : { '@odata.nextLink': link('$skiptoken', { ...scope, snapshot: next }) }),
      value: entities,
    },
  };
}

function isTracked(scope: DeltaScope, groupId: string): boolean {
  return scope.groupIds?.includes(groupId) ?? true;
}

function everything(request: RoutedRequest, scope: DeltaScope): Entity[] {
  const { world } = request;
  return [...world.groups.values()]
    .filter(({ id, shownAt }) => isTracked(scope, id) && shownAt <= world.now)
    .map((group) => shown(request, scope, group, shownMembers(world, group)));
}

function changes(request: RoutedRequest, scope: DeltaScope, from: number): Entity[] {
  const happened = request.world.groupHistory.changes.slice(from).filter(({ groupId }) => isTracked(scope, groupId));
  return [...Map.groupBy(happened, ({ groupId }) => groupId)].flatMap(([id, own]) => changed(request, scope, id, own));
}

/** What became of one group; nothing where only what was not selected changed. */
function changed(request: RoutedRequest, scope: DeltaScope, id: string, own: readonly GroupChange[]): Entity[] {
  const { world } = request;
  const group = world.groups.get(id);
  if (group === undefined) return [{ id, '@removed': { reason: 'deleted' } }];
  if (own.some(({ kind }) => kind === 'created')) return [shown(request, scope, group, shownMembers(world, group))];
  const moved = new Set(own.flatMap(({ objectId }) => objectId ?? []));
  const onlyMembers = own.every(({ kind }) => kind === 'member');
  return onlyMembers && !selectsMembers(scope) ? [] : [shown(request, scope, group, [...moved])];
}

function selectsMembers({ select: names }: DeltaScope): boolean {
  return names === undefined || namesOf(names).includes('members');
}

function namesOf(names: string): string[] {
  return names.split(',').map((name) => name.trim());
}

/** A group with what was selected of it, the id always; of members it says only what is new. */
function shown(request: RoutedRequest, scope: DeltaScope, group: Group, memberIds: readonly string[]): Entity {
  const own = scope.select === undefined ? undefined : namesOf(scope.select).filter((name) => name !== 'members');
  const query = new URLSearchParams(own === undefined ? {} : { $select: ['id', ...own].join(',') });
  const properties = select({ ...request, query }, renderGroup(group));
  if (memberIds.length === 0 || !selectsMembers(scope)) return properties;
  return { ...properties, 'members@delta': memberIds.map((id) => member(request.world, group, id)) };
}

function member(world: World, group: Group, id: string): Entity {
  // What is gone from the directory altogether has no type any more.
  const type = renderObject(world, id)?.['@odata.type'];
  return {
    ...(type === undefined ? {} : { '@odata.type': type }),
    id,
    ...(showsMember(world, group, id) ? {} : { '@removed': { reason: 'deleted' } }),
  };
}

import { z } from 'zod/v4';
import { addMembers, removeMember, shownMembers } from '../tenant/membership.ts';
import type { Group } from '../tenant/records.ts';
import { type Answer, badRequest, unknownObject } from './answer.ts';
import { listOptions } from './collection.ts';
import { directoryPage } from './directoryList.ts';
import type { Entity } from './matches.ts';
import { readBody } from './readBody.ts';
import { renderDevice, renderObject } from './renderDirectory.ts';
import { everywhere, parameter, type Route, type RoutedRequest } from './route.ts';

const readers = ['GroupMember.Read.All', 'Group.Read.All', 'GroupMember.ReadWrite.All', 'Group.ReadWrite.All'];
const writers = ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All'];
const members = '/groups/{group-id}/members';
/** Members that one PATCH may add. */
const mostMembers = 20;

const referencePattern =
  /^https:\/\/graph\.microsoft\.com\/(?:v1\.0|beta)\/(?:directoryObjects|devices|users|groups)\/([0-9a-f-]{36})$/i;
const reference = z.strictObject({ '@odata.id': z.string() });

/** Who is in a group, read and changed one by one; many at once go through PATCH of the group. */
export const groupMemberRoutes: readonly Route[] = [
  { method: 'GET', path: members, versions: everywhere, permissions: readers, query: listOptions, answer: list },
  {
    method: 'GET',
    path: `${members}/microsoft.graph.device`,
    versions: everywhere,
    permissions: readers,
    query: listOptions,
    answer: listDevices,
  },
  { method: 'POST', path: `${members}/$ref`, versions: everywhere, permissions: writers, answer: add },
  {
    method: 'DELETE',
    path: `${members}/{directoryObject-id}/$ref`,
    versions: everywhere,
    permissions: writers,
    answer: remove,
  },
];

/** The group the request's path names. Throws a `GraphFailure` of status 404. */
export function findGroup(request: RoutedRequest): Group {
  const id = parameter(request, 'group-id');
  const group = request.world.groups.get(id.toLowerCase());
  // Reads do not see a group that was created a moment ago; writes do.
  const hidden = request.method === 'GET' && group !== undefined && group.shownAt > request.world.now;
  if (group === undefined || hidden) throw unknownObject(id);
  return group;
}

/**
 * Object ids of members to add, of links to them. Throws a `GraphFailure` where one is missing, already a member or given
 * twice, where there are more than 20, or where the group has a rule; then none is added.
 */
export function checkedNewMembers(
  request: RoutedRequest,
  group: Group | undefined,
  links: readonly string[],
): string[] {
  if (links.length > mostMembers) {
    throw badRequest(`The number of links for 'members' exceeds the maximum allowed in one request: ${mostMembers}.`);
  }
  if (group !== undefined) refuseDynamic(group);
  const ids = links.map((link) => {
    const id = referencePattern.exec(link)?.[1]?.toLowerCase();
    if (id === undefined) throw badRequest(`Invalid URL format specified in @odata.bind for 'members': ${link}`);
    if (renderObject(request.world, id) === undefined) throw unknownObject(id);
    return id;
  });
  if (new Set(ids).size < ids.length || ids.some((id) => group?.members.has(id))) {
    throw badRequest(
      "One or more added object references already exist for the following modified properties: 'members'.",
    );
  }
  return ids;
}

function refuseDynamic(group: Group): void {
  if (group.rule === undefined) return;
  throw badRequest('Cannot update the members of a group with a dynamic membership rule: they follow from the rule.');
}

function list(request: RoutedRequest): Answer {
  const entities = shownMembers(request.world, findGroup(request))
    .map((id) => renderObject(request.world, id))
    .filter((entity): entity is Entity => entity !== undefined);
  return directoryPage(request, 'directoryObjects', entities, [], (entity) => entity);
}

function listDevices(request: RoutedRequest): Answer {
  const devices = shownMembers(request.world, findGroup(request)).flatMap((id) => request.world.devices.get(id) ?? []);
  return directoryPage(request, 'devices', devices, [], renderDevice);
}

function add(request: RoutedRequest): Answer {
  const group = findGroup(request);
  const link = readBody(request, reference, 'microsoft.graph.directoryObject')['@odata.id'];
  addMembers(request.world, group, checkedNewMembers(request, group, [link]));
  return { status: 204 };
}

function remove(request: RoutedRequest): Answer {
  const group = findGroup(request);
  refuseDynamic(group);
  const id = parameter(request, 'directoryObject-id').toLowerCase();
  if (!group.members.has(id)) throw unknownObject(id);
  removeMember(request.world, group, id);
  return { status: 204 };
}

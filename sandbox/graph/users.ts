import type { User } from '../tenant/records.ts';
import { type Answer, unknownObject } from './answer.ts';
import { checkMemberGroups, memberOf } from './checkMemberGroups.ts';
import { entityAnswer, entityOptions, listOptions, select } from './collection.ts';
import { renderUser } from './renderDirectory.ts';
import { everywhere, parameter, type Route, type RoutedRequest } from './route.ts';

const byId = '/users/{user-id}';
const readers = ['User.Read.All', 'Directory.Read.All'];
const memberReaders = [...readers, 'GroupMember.Read.All', 'GroupMember.ReadWrite.All'];

/** Users, by object id or user principal name, and the groups they are in. */
export const userRoutes: readonly Route[] = [
  { method: 'GET', path: byId, versions: everywhere, permissions: readers, query: entityOptions, answer: get },
  {
    method: 'POST',
    path: `${byId}/checkMemberGroups`,
    versions: everywhere,
    permissions: memberReaders,
    answer: (request) => checkMemberGroups(request, find(request).id),
  },
  {
    method: 'GET',
    path: `${byId}/memberOf`,
    versions: everywhere,
    permissions: memberReaders,
    query: listOptions,
    answer: (request) => memberOf(request, find(request).id, false),
  },
  {
    method: 'GET',
    path: `${byId}/transitiveMemberOf`,
    versions: everywhere,
    permissions: memberReaders,
    query: listOptions,
    answer: (request) => memberOf(request, find(request).id, true),
  },
];

function get(request: RoutedRequest): Answer {
  const entity = renderUser(find(request), request.query.has('$select'));
  return entityAnswer(request, 'users', select(request, entity));
}

function find(request: RoutedRequest): User {
  const key = parameter(request, 'user-id');
  const wanted = key.toLowerCase();
  const user =
    request.world.users.get(wanted) ??
    [...request.world.users.values()].find(({ userPrincipalName }) => userPrincipalName.toLowerCase() === wanted);
  if (user === undefined) throw unknownObject(key);
  return user;
}
